package dev.files.workers;

import java.time.Duration;

/** The pause before something is tried again: doubled each time, up to a bound. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 16;

  private Backoff() {}

  /**
   * The pause after so many tries.
   *
   * @param attempts at least 1
   */
  public static Duration after(int attempts) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
