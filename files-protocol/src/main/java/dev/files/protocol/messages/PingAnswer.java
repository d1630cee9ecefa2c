package dev.files.protocol.messages;

import java.util.List;

/**
 * What a node should know.
 *
 * @param intervalSeconds pause until its next ping
 * @param draining whether it is being emptied to be retired
 * @param epoch of this start of the node: its generations are above {@link
 *     dev.files.protocol.Generation#floorOf}; null from a front that knows of none
 * @param pings recorded of the node, with this one; it says so with its next one, by which a
 *     database that went back in time is known. Null from a front that does not count them
 * @param workers what operators set; who is not named works as it is wont to. Null from a front
 *     that gives no such orders: as they were
 */
public record PingAnswer(
    int intervalSeconds, boolean draining, Long epoch, Long pings, List<WorkerOrder> workers) {
  /** Of a front that gives no epochs, counts no pings and orders nothing. */
  public PingAnswer(int intervalSeconds, boolean draining) {
    this(intervalSeconds, draining, null, null, null);
  }
}
