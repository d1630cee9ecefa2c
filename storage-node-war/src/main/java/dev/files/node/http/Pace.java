package dev.files.node.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The least rate of a transfer: in each stretch of {@code patience} some bytes have to move, or it
 * gives its place to somebody else.
 */
final class Pace {
  private final long stretchNanos;
  private final long stretchBytes;
  private final LongSupplier nanoTime;
  private long startedNanos;
  private long moved;

  Pace(Terms terms, LongSupplier nanoTime) {
    this.stretchNanos = terms.patience().toNanos();
    this.stretchBytes = Math.max(1, terms.bytesPerSecond() * terms.patience().toSeconds());
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
  }

  /**
   * What is asked of a transfer.
   *
   * @param patience the stretch of time over which the rate is judged, at least 1 s
   */
  record Terms(long bytesPerSecond, Duration patience) {}

  void moved(long bytes) {
    moved += bytes;
    if (moved >= stretchBytes) {
      moved = 0;
      startedNanos = nanoTime.getAsLong();
    }
  }

  /** How long the other side may still take; 0 or less: it was too slow. */
  long leftNanos() {
    return startedNanos + stretchNanos - nanoTime.getAsLong();
  }
}
