package dev.files.workers;

import java.time.Duration;

/**
 * The rest between steps of all maintenance, so that clients come first. While nobody is served
 * there is none. While clients are, a worker works for its share of the time, and for less than
 * that the longer they are made to wait.
 */
final class Throttle {
  private static final Duration LEAST = Duration.ofMillis(5);

  /** After a step that hung a worker is to be back some day, however low its pace. */
  private static final Duration MOST = Duration.ofMinutes(10);

  /** So many times as long as when it was calm may clients wait: they come at all hours. */
  private static final double TOLERATED = 1.5;

  /** What is to be done gets done, whatever clients do: chunks may be in danger. */
  private static final double LEAST_SHARE = 0.2;

  private final ClientWaits clients;

  Throttle(ClientWaits clients) {
    this.clients = clients;
  }

  /**
   * How long a worker rests after a step.
   *
   * @param pace its share of the time while clients are served, above 0; 1 is without a rest
   */
  Duration restAfter(Duration step, double pace) {
    if (clients.idle()) {
      return Duration.ZERO;
    }
    return rest(step, pace * Math.max(LEAST_SHARE, Math.min(1, TOLERATED / clients.stretch())));
  }

  private static Duration rest(Duration step, double share) {
    if (share >= 1) {
      return Duration.ZERO;
    }
    Duration rest = Duration.ofNanos((long) (step.toNanos() * (1 - share) / share));
    if (rest.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return rest.compareTo(MOST) > 0 ? MOST : rest;
  }
}
