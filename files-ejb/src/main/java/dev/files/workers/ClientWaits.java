package dev.files.workers;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How long nodes let clients wait lately, beside how long they did when it was calm: what
 * maintenance costs them. Waits are of kinds (a small read, a large write), for only waits of one
 * kind compare.
 */
public final class ClientWaits {
  /** Nobody waits when nobody did for so long. */
  private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final WaitsOfKind[] kinds;

  // Under this object's lock.
  private long windowStart;
  private long lastBusy;
  private double stretch = 1;

  /**
   * Begins idle.
   *
   * @param kinds how many there are
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public ClientWaits(int kinds, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.kinds = Stream.generate(WaitsOfKind::new).limit(kinds).toArray(WaitsOfKind[]::new);
    windowStart = nanoTime.getAsLong();
    lastBusy = windowStart - IDLE_NANOS;
  }

  /**
   * A client waited so long for a node.
   *
   * @param kind from 0
   */
  public void waited(int kind, long nanos) {
    kinds[kind].add(nanos);
  }

  /** Whether nobody waits for anything now. */
  synchronized boolean idle() {
    look();
    return nanoTime.getAsLong() - lastBusy >= IDLE_NANOS;
  }

  /** How many times as long as when it was calm clients wait now; at least 1. */
  synchronized double stretch() {
    look();
    return stretch;
  }

  private void look() {
    long now = nanoTime.getAsLong();
    if (Arrays.stream(kinds).anyMatch(WaitsOfKind::isAwaited)) {
      lastBusy = now;
    }
    if (now - windowStart < WINDOW_NANOS) {
      return;
    }
    windowStart = now;
    long minute = Math.floorDiv(now, Duration.ofMinutes(1).toNanos());
    long all = 0;
    double stretched = 0;
    for (WaitsOfKind kind : kinds) {
      long count = kind.endWindow(minute);
      all += count;
      stretched += count * kind.stretch();
    }
    stretch = all == 0 ? 1 : Math.max(1, stretched / all);
  }
}
