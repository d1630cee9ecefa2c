package dev.files.upload;

import java.time.Duration;

/**
 * How patient a chunk is with nodes.
 *
 * @param replicas copies wanted
 * @param quorum copies needed
 * @param hedge a node that has not answered by then gets company: another one is tried meanwhile;
 *     earlier where its like are faster
 * @param straggler how long the copies beyond the quorum are waited for
 * @param stall a node that takes no bytes for so long, although there are some, is dropped from a
 *     stream
 * @param deadline when the quorum must be reached: long, for a busy node is no failure
 * @param failuresPerNode after so many a node is not tried again for this chunk
 * @param leastBackoff before a busy or failed node is tried again; doubled each time
 * @param mostBackoff what the doubling ends at
 */
record SendPolicy(
    int replicas,
    int quorum,
    Duration hedge,
    Duration straggler,
    Duration stall,
    Duration deadline,
    int failuresPerNode,
    Duration leastBackoff,
    Duration mostBackoff) {

  static SendPolicy of(int replicas, int quorum) {
    return new SendPolicy(
        replicas,
        quorum,
        Duration.ofSeconds(4),
        Duration.ofSeconds(3),
        Duration.ofSeconds(8),
        Duration.ofSeconds(120),
        2,
        Duration.ofMillis(50),
        Duration.ofSeconds(1));
  }

  /** The pause before the next try after so many that were refused. */
  Duration backoff(int refusals) {
    Duration doubled = leastBackoff.multipliedBy(1L << Math.min(refusals, 16));
    return doubled.compareTo(mostBackoff) < 0 ? doubled : mostBackoff;
  }
}
