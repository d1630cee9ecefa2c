package dev.files.events;

import java.util.Map;

/**
 * A difference between two moments.
 *
 * @param what a word: the new state of a node, say
 * @param subject the node's id, the worker's or the front's name; of a plan {@code rebalance}, or
 *     the id of the node that is drained; empty: the cluster
 * @param detail for people; may be empty
 * @param figures by name; empty unless numbers are what changed
 */
public record Change(
    Kind kind, String what, String subject, String detail, Map<String, Long> figures) {
  /** What it is about. */
  public enum Kind {
    NODE,
    WORKER,
    /** What waits for repair, in figures; only the newest is kept. */
    REPAIR,
    PLAN,
    FRONT
  }

  public Change {
    figures = Map.copyOf(figures);
  }

  static Change of(Kind kind, String what, String subject, String detail) {
    return new Change(kind, what, subject, detail, Map.of());
  }
}
