package dev.files.node.http;

import dev.files.protocol.config.Settings;
import java.time.Duration;

/**
 * How much is served at once. Each request being served holds a thread of the server, so the sum
 * stays below what the server has (128 by default).
 *
 * @param reads by servers; signedReads by clients with a link; writes: stores, keeps, deletions and
 *     copies
 * @param placeWait how long a request over the limit waits for a place
 * @param bytesPerSecond the least rate of a body, in either direction
 * @param patience the stretch over which that rate is judged
 */
public record HttpLimits(
    int reads,
    int signedReads,
    int writes,
    Duration placeWait,
    long bytesPerSecond,
    Duration patience) {

  /** Patient enough for a body that a front passes on from a slow client, 256 KiB at a time. */
  private static final long PATIENCE_SECONDS = 60;

  public static HttpLimits of(Settings settings) {
    return new HttpLimits(
        (int) settings.number("FILES_NODE_READS", 40, 1, 10_000),
        (int) settings.number("FILES_NODE_SIGNED_READS", 32, 1, 10_000),
        (int) settings.number("FILES_NODE_WRITES", 32, 1, 10_000),
        Duration.ofMillis(settings.number("FILES_NODE_WAIT_MILLIS", 500, 0, 60_000)),
        settings.number("FILES_NODE_BODY_BYTES_PER_SECOND", 1024, 1, 1 << 30),
        settings.seconds("FILES_NODE_BODY_PATIENCE_SECONDS", PATIENCE_SECONDS, 1, 3600));
  }
}
