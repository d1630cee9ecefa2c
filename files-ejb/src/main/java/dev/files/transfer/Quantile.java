package dev.files.transfer;

/**
 * Estimates a quantile of what was added lately. Each value above the estimate lifts it by a small
 * step, each below lowers it by a smaller one, so that it rests where the shares of both balance:
 * two numbers, no lock, and what was long ago is forgotten. An addition that is lost to another
 * thread's does no harm.
 */
final class Quantile {
  /** So few say nothing. */
  static final int FEW = 20;

  private static final double STEP = 0.2;

  private final double up;
  private final double down;
  private volatile double estimate;
  private volatile int added;

  /**
   * @param share of the values that lie below the quantile, such as 0.9
   */
  Quantile(double share) {
    this.up = Math.exp(STEP * share);
    this.down = Math.exp(-STEP * (1 - share));
  }

  /**
   * @param value over 0
   */
  void add(double value) {
    int before = added;
    double now = estimate;
    estimate = before == 0 ? value : now * (value > now ? up : down);
    if (before < FEW) {
      added = before + 1;
    }
  }

  /** Infinite while too few were added. */
  double value() {
    return added < FEW ? Double.POSITIVE_INFINITY : estimate;
  }
}
