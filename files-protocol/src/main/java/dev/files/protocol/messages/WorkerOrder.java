package dev.files.protocol.messages;

import java.util.List;

/**
 * How upkeep of nodes is to work.
 *
 * @param name of the worker
 * @param paused whether it does nothing
 * @param pace the most of its time that it works while clients are served; 0 exclusive to 1
 */
public record WorkerOrder(String name, boolean paused, double pace) {
  public static final String COMPACTION = "compaction";
  public static final String SCRUB = "scrub";

  /** The workers that take orders. */
  public static final List<String> NAMES = List.of(COMPACTION, SCRUB);
}
