package dev.files.workers;

import java.time.Duration;

/** The rest between steps of maintenance, so that clients come first. */
final class Throttle {
  private static final Duration LEAST = Duration.ofMillis(5);

  /** After a step that hung a worker is to be back some day, however low its pace. */
  private static final Duration MOST = Duration.ofMinutes(10);

  private Throttle() {}

  /**
   * So long that the worker works no more than its share of the time.
   *
   * @param pace that share, above 0; 1 is without a rest
   */
  static Duration restAfter(Duration step, double pace) {
    if (pace >= 1) {
      return Duration.ZERO;
    }
    Duration rest = Duration.ofNanos((long) (step.toNanos() * (1 - pace) / pace));
    if (rest.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return rest.compareTo(MOST) > 0 ? MOST : rest;
  }
}
