package dev.files.workers;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Waits that compare: their mean over windows of time, and the lowest of an hour. */
final class WaitsOfKind {
  /** Fewer waits tell nothing of their mean. */
  private static final int LEAST_WAITS = 8;

  /** Of a new window in the mean: some five, and what was before is forgotten. */
  private static final double NEW_SHARE = 0.3;

  /** Calm is the best minute of so many. */
  private static final int MINUTES = 60;

  private final LongAdder nanos = new LongAdder();
  private final LongAdder waits = new LongAdder();

  private final double[] calmest = new double[MINUTES];
  private long minute;
  private long nanosBefore;
  private long waitsBefore;
  private double mean;

  WaitsOfKind() {
    Arrays.fill(calmest, Double.MAX_VALUE);
  }

  void add(long waitNanos) {
    nanos.add(waitNanos);
    waits.increment();
  }

  /** Whether there was one in this window. */
  boolean isAwaited() {
    return waits.sum() > waitsBefore;
  }

  /**
   * Ends a window; not by two threads at once.
   *
   * @return the waits in it
   */
  long endWindow(long presentMinute) {
    long count = waits.sum() - waitsBefore;
    long sum = nanos.sum() - nanosBefore;
    waitsBefore += count;
    nanosBefore += sum;
    forgetMinutesBefore(presentMinute);
    if (count >= LEAST_WAITS) {
      double latest = (double) sum / count;
      mean = mean <= 0 ? latest : mean + (latest - mean) * NEW_SHARE;
      int slot = slot(minute);
      calmest[slot] = Math.min(calmest[slot], mean);
    }
    return count;
  }

  /** How many times as long as when it was calm; 1 while nothing is known. */
  double stretch() {
    double calm = Arrays.stream(calmest).min().orElseThrow();
    return mean <= 0 || calm == Double.MAX_VALUE ? 1 : mean / calm;
  }

  private void forgetMinutesBefore(long present) {
    for (long gone = Math.max(minute + 1, present - MINUTES + 1); gone <= present; gone++) {
      calmest[slot(gone)] = Double.MAX_VALUE;
    }
    minute = present;
  }

  private static int slot(long minute) {
    return (int) Math.floorMod(minute, (long) MINUTES);
  }
}
