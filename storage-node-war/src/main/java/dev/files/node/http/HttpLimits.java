package dev.files.node.http;

import dev.files.protocol.config.Settings;
import java.time.Duration;

/**
 * How much is at work at once. Each request at work holds a thread of the server, so the sum of all
 * lanes stays below what the server has (128 by default).
 *
 * @param reads by servers; signedReads by clients with a link, who hold a thread only while bytes
 *     move; writes: stores of chunks that are held in memory, and half as many each of stores that
 *     go to files, of copies and of other changes
 * @param placeWait how long a request over the limit waits for a place
 */
public record HttpLimits(int reads, int signedReads, int writes, Duration placeWait) {
  public static HttpLimits of(Settings settings) {
    return new HttpLimits(
        (int) settings.number("FILES_NODE_READS", 32, 1, 10_000),
        (int) settings.number("FILES_NODE_SIGNED_READS", 16, 1, 10_000),
        (int) settings.number("FILES_NODE_WRITES", 24, 1, 10_000),
        Duration.ofMillis(settings.number("FILES_NODE_WAIT_MILLIS", 500, 0, 60_000)));
  }
}
