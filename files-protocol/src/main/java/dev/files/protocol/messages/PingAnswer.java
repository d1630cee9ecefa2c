package dev.files.protocol.messages;

/**
 * What a node should know.
 *
 * @param intervalSeconds pause until its next ping
 * @param draining whether it is being emptied to be retired
 * @param epoch of this start of the node: its generations are above {@link
 *     dev.files.protocol.Generation#floorOf}; null from a front that knows of none
 */
public record PingAnswer(int intervalSeconds, boolean draining, Long epoch) {
  /** Of a front that gives no epochs. */
  public PingAnswer(int intervalSeconds, boolean draining) {
    this(intervalSeconds, draining, null);
  }
}
