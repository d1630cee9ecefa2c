package dev.files.download;

import java.time.Duration;

/**
 * How patient a download is with nodes.
 *
 * @param ahead windows that are fetched at once, the one being sent among them
 * @param stall a node that sends nothing for so long is left for another
 * @param leastBytesPerSecond so is one that is slower than that over the time of a stall
 * @param busyDeadline how long busy nodes are waited for when all replicas are on such
 * @param busyBackoff before a busy node is asked again
 */
record FetchPolicy(
    int ahead,
    Duration stall,
    long leastBytesPerSecond,
    Duration busyDeadline,
    Duration busyBackoff) {

  static final FetchPolicy DEFAULT =
      new FetchPolicy(
          3, Duration.ofSeconds(3), 256 * 1024, Duration.ofSeconds(60), Duration.ofMillis(250));
}
