package dev.files.node.upkeep;

import java.time.Duration;

/**
 * How fast a worker may go.
 *
 * @param bytesPerSecond the most that it may read and write while nobody else is there
 * @param rest pause when there is nothing to do, or after an error
 */
public record Pace(long bytesPerSecond, Duration rest) {
  /** While clients are being served, upkeep has this part of its speed. */
  static final int SHARE_UNDER_LOAD = 8;

  /** No pause is longer: a loop that waits for ever looks dead. */
  private static final Duration MOST = Duration.ofMinutes(1);

  /** How long to pause after a step of so many bytes; 0 bytes: there was nothing to do. */
  Duration after(long bytes, boolean underLoad) {
    if (bytes == 0) {
      return rest;
    }
    double speed = underLoad ? (double) bytesPerSecond / SHARE_UNDER_LOAD : bytesPerSecond;
    Duration pause = Duration.ofNanos((long) (bytes / speed * 1e9));
    return pause.compareTo(MOST) < 0 ? pause : MOST;
  }
}
