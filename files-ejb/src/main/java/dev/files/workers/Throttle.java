package dev.files.workers;

import java.time.Duration;

/**
 * The rest between steps of maintenance, so that clients come first: as long as the step took,
 * which leaves them at least half of what maintenance would use.
 */
public final class Throttle {
  private static final Duration LEAST = Duration.ofMillis(5);
  private static final Duration MOST = Duration.ofSeconds(2);

  public Duration restAfter(Duration step) {
    if (step.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return step.compareTo(MOST) > 0 ? MOST : step;
  }
}
