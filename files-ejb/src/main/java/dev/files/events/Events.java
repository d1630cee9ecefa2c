package dev.files.events;

import java.util.List;

/** The recent events, as this front saw them. */
public interface Events {
  /** Kept at most. */
  int MOST = 200;

  /** Names this start of this front: its numbers mean nothing elsewhere. */
  String series();

  /** The kept events with a higher number, oldest first. */
  List<Event> after(long number);

  /**
   * To be called often while somebody watches: compares when it is time to, unless another thread
   * is at it. Never throws.
   */
  void look();
}
