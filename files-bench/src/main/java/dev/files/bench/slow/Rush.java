package dev.files.bench.slow;

/**
 * How a crowd came.
 *
 * @param over whether all had sent what they send at once, and others were answered in time, within
 *     the limit
 * @param seconds until then
 * @param live as others saw it meanwhile
 * @param ping likewise
 */
public record Rush(boolean over, double seconds, Times live, Times ping) {
  /** The longest of the answers that may never be late, in milliseconds. */
  double controlMostMillis() {
    return Math.max(live.mostMillis(), ping.mostMillis());
  }

  long failures() {
    return live.failures() + ping.failures();
  }
}
