package dev.files.workers;

import java.time.Instant;
import java.util.List;

/**
 * Hints that were given up. Both throw {@link dev.files.protocol.FilesException}: UNAVAILABLE when
 * the broker is out of reach.
 */
public interface DeadLetters {
  /** As many as are told at once. */
  int MOST_TOLD = 100;

  /** As many as are moved at once; who wants more moved asks again. */
  int MOST_MOVED = 10_000;

  /**
   * A message that was given up.
   *
   * @param body as text, cut to some hundred characters; what is no text is empty
   * @param sent when it was sent first
   * @param reason why it was given up, as far as that is known
   */
  record Letter(String body, Instant sent, String reason) {}

  /** The first of them, at most {@value #MOST_TOLD}. */
  List<Letter> first();

  /**
   * Moves them back to the queue, where each is tried as a new one is.
   *
   * @return how many, at most {@value #MOST_MOVED}
   */
  int redrive();
}
