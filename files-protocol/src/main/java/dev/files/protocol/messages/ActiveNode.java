package dev.files.protocol.messages;

import java.time.Instant;

/**
 * One entry of {@code GET /active-nodes}: a node that pinged in time.
 *
 * @param protocol what it speaks; see {@link dev.files.protocol.http.NodeHeaders}; null from an
 *     older front
 * @param state {@code well}; {@code unwell} or {@code draining} when it takes no new chunks; null
 *     from an older front
 */
public record ActiveNode(
    String id,
    String url,
    String host,
    String zone,
    long capacityBytes,
    long usedBytes,
    int inFlight,
    Instant lastPing,
    Integer protocol,
    String state) {
  /** As a front lists it that does not know what the node speaks. */
  public ActiveNode(
      String id,
      String url,
      String host,
      String zone,
      long capacityBytes,
      long usedBytes,
      int inFlight,
      Instant lastPing) {
    this(id, url, host, zone, capacityBytes, usedBytes, inFlight, lastPing, null, null);
  }
}
