package dev.files.workers;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How long nodes let clients wait lately, beside how long they did when it was calm: what
 * maintenance costs them. A wait is that for the first bytes of a read, or for the answer after the
 * last byte of a write, so that waits for chunks of all sizes compare.
 */
public final class ClientWaits {
  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  /** Fewer waits tell nothing of their mean. */
  private static final int LEAST_WAITS = 8;

  /** Nobody waits when nobody did for so long. */
  private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

  /** Of a new window in the mean: some five, and what was before is forgotten. */
  private static final double NEW_SHARE = 0.3;

  /** Calm is the best minute of an hour. */
  private static final int MINUTES = 60;

  private final LongSupplier nanoTime;
  private final LongAdder nanos = new LongAdder();
  private final LongAdder waits = new LongAdder();

  // Of the windows, under this object's lock.
  private final double[] calmest = new double[MINUTES];
  private long windowStart;
  private long minute;
  private long lastWaits;
  private long lastNanos;
  private long lastBusy;
  private double mean;

  /**
   * Begins idle.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public ClientWaits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    windowStart = nanoTime.getAsLong();
    lastBusy = windowStart - IDLE_NANOS;
    minute = minuteOf(windowStart);
    Arrays.fill(calmest, Double.MAX_VALUE);
  }

  /** A client waited so long for a node. */
  public void waited(long waitedNanos) {
    nanos.add(waitedNanos);
    waits.increment();
  }

  /** Whether nobody waits for anything now. */
  synchronized boolean idle() {
    look();
    return nanoTime.getAsLong() - lastBusy >= IDLE_NANOS;
  }

  /** How many times as long as when it was calm clients wait now; at least 1. */
  synchronized double stretch() {
    look();
    double calm = Arrays.stream(calmest).min().orElseThrow();
    return mean <= 0 || calm == Double.MAX_VALUE ? 1 : Math.max(1, mean / calm);
  }

  private void look() {
    long now = nanoTime.getAsLong();
    long count = waits.sum() - lastWaits;
    if (count > 0) {
      lastBusy = now;
    }
    if (now - windowStart < WINDOW_NANOS) {
      return;
    }
    windowStart = now;
    forgetMinutesBefore(minuteOf(now));
    if (count >= LEAST_WAITS) {
      double latest = (double) (nanos.sum() - lastNanos) / count;
      mean = mean <= 0 ? latest : mean + (latest - mean) * NEW_SHARE;
      int slot = (int) Math.floorMod(minute, (long) MINUTES);
      calmest[slot] = Math.min(calmest[slot], mean);
    } else if (count == 0) {
      mean = 0;
    }
    lastWaits += count;
    lastNanos = nanos.sum();
  }

  private void forgetMinutesBefore(long present) {
    for (long gone = Math.max(minute + 1, present - MINUTES + 1); gone <= present; gone++) {
      calmest[(int) Math.floorMod(gone, (long) MINUTES)] = Double.MAX_VALUE;
    }
    minute = present;
  }

  private static long minuteOf(long nanoTime) {
    return Math.floorDiv(nanoTime, Duration.ofMinutes(1).toNanos());
  }
}
