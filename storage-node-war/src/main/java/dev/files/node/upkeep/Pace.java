package dev.files.node.upkeep;

import java.time.Duration;

/**
 * How fast a worker may go.
 *
 * @param bytesPerSecond the most that it may read and write while nobody else is there; {@link
 *     #UNBOUNDED} when an idle node needs no politeness
 * @param besideClients the same while clients are being served
 * @param urgent the same when they wait for what it does
 * @param rest pause when there is nothing to do, or after an error
 */
public record Pace(long bytesPerSecond, long besideClients, long urgent, Duration rest) {
  public static final long UNBOUNDED = Long.MAX_VALUE;

  /** No pause is longer: a loop that waits for ever looks dead. */
  private static final Duration MOST = Duration.ofMinutes(1);

  /** At least so fast, whoever is there. */
  public Pace atLeast(long neededBytesPerSecond) {
    return new Pace(
        Math.max(bytesPerSecond, neededBytesPerSecond),
        Math.max(besideClients, neededBytesPerSecond),
        Math.max(urgent, neededBytesPerSecond),
        rest);
  }

  /** How long who works for a share of the time rests after so much work. */
  static Duration rest(long tookNanos, double share) {
    Duration rest = Duration.ofNanos((long) (tookNanos * (1 - share) / share));
    return rest.compareTo(MOST) < 0 ? rest : MOST;
  }

  /** How long to pause after a step of so many bytes; 0 bytes: there was nothing to do. */
  Duration after(long bytes, boolean underLoad, boolean isUrgent) {
    if (bytes == 0) {
      return rest;
    }
    long speed = underLoad ? (isUrgent ? urgent : besideClients) : bytesPerSecond;
    Duration pause = Duration.ofNanos((long) (bytes / (double) speed * 1e9));
    return pause.compareTo(MOST) < 0 ? pause : MOST;
  }
}
