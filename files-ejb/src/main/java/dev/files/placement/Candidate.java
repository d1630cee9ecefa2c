package dev.files.placement;

import dev.files.nodes.NodeView;

/**
 * A node as a front sees it at this moment.
 *
 * @param openHere calls that this front has open to it: newer than what the ping said
 * @param suspect a call to it just failed: it is tried after its equals
 */
public record Candidate(NodeView node, int openHere, boolean suspect) {
  /** Whether a chunk of this size may be placed on it. */
  public boolean takes(long bytes) {
    return node.takesChunks() && hasRoom(bytes);
  }

  boolean hasRoom(long bytes) {
    return node.writableBytes() >= bytes;
  }

  /**
   * What the ping said plus what is open from here: a call may count twice, but a burst since the
   * last ping counts at least once.
   */
  public int inFlight() {
    return node.inFlight() + openHere;
  }

  double usedShare() {
    return node.capacityBytes() <= 0 ? 1 : (double) node.usedBytes() / node.capacityBytes();
  }
}
