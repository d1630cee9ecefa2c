package dev.files.nodes;

import dev.files.protocol.NodeId;
import dev.files.protocol.messages.Ping;
import java.net.URI;
import java.time.Instant;

/**
 * A storage node as the last ping described it.
 *
 * @param url where servers reach it; publicUrl where clients are redirected
 * @param host of the disk: two nodes of one host fail together
 * @param zone like host, one level up; empty when the site has none
 * @param inFlight requests it was serving
 * @param draining being emptied to be retired: takes no new chunks
 * @param writableBytes of new chunks that it can take
 * @param unwell it answers, but asks for no new chunks
 * @param start what it told of its present start
 */
public record NodeView(
    NodeId id,
    URI url,
    URI publicUrl,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    int inFlight,
    boolean draining,
    Instant lastPing,
    long writableBytes,
    boolean unwell,
    NodeStart start) {
  /** One that is well, can fill all of its capacity, and told nothing of its start. */
  public NodeView(
      NodeId id,
      URI url,
      URI publicUrl,
      String host,
      String zone,
      long capacityBytes,
      long usedBytes,
      int inFlight,
      boolean draining,
      Instant lastPing) {
    this(
        id,
        url,
        publicUrl,
        host,
        zone,
        capacityBytes,
        usedBytes,
        inFlight,
        draining,
        lastPing,
        Math.max(0, capacityBytes - usedBytes),
        false,
        NodeStart.UNTOLD);
  }

  /** Whether chunks may be placed on it at all. */
  public boolean takesChunks() {
    return !draining && !unwell;
  }

  /** A word for people. */
  public String state() {
    return unwell ? Ping.UNWELL : draining ? "draining" : "well";
  }
}
