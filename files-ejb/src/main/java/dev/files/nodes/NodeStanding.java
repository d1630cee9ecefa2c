package dev.files.nodes;

import java.time.Instant;
import java.util.Optional;

/**
 * A node as operators see it.
 *
 * @param view as its last ping described it
 * @param chunks copies that it has by name
 * @param needed of them, those whose chunk has too few copies that count on other nodes: at most
 *     {@value #MOST_NEEDED}, and then there may be more; 0 for an active one, where nobody asks
 * @param lostSince empty: not lost
 * @param awayUntil until when an operator works on it; empty: nobody does
 */
public record NodeStanding(
    NodeView view,
    NodeState state,
    String version,
    Instant registered,
    long chunks,
    int needed,
    Optional<Instant> lostSince,
    Optional<Instant> awayUntil) {
  /** Counted so far and no further. */
  public static final int MOST_NEEDED = 1000;

  /** Whether the cluster needs nothing of what it has, and nothing new comes to it. */
  public boolean safeToRemove() {
    return isLeaving() && needed == 0;
  }

  private boolean isLeaving() {
    return switch (state) {
      case DRAINED, RETIRED, LOST -> true;
      default -> false;
    };
  }

  /** Why it is, or is not, safe to remove: a sentence. */
  public String reason() {
    if (state == NodeState.RETIRED) {
      return "It is retired.";
    }
    if (needed > 0) {
      return "Too few other nodes have sound copies of "
          + (needed == MOST_NEEDED ? MOST_NEEDED + " or more" : needed)
          + " of its chunks"
          + (isLeaving() || state == NodeState.DRAINING ? "; they are being made." : ".");
    }
    if (state == NodeState.DRAINING) {
      return chunks + " copies are yet to lose their names.";
    }
    return isLeaving()
        ? "Other nodes have sound copies of all that it has."
        : "New chunks may come to it: drain it first.";
  }
}
