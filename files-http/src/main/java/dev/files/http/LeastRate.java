package dev.files.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How slow a client may be, in one direction. Only time in which the server waits for the client
 * counts, not time that the server needs itself; the rate is judged each time that a stretch of
 * such waiting is over.
 */
final class LeastRate {
  /**
   * What is asked of a transfer.
   *
   * @param bytesPerSecond at least, over a stretch of waiting
   * @param patience the stretch
   */
  record Terms(long bytesPerSecond, Duration patience) {
    long leastBytes() {
      return Math.max(1, bytesPerSecond * patience.toSeconds());
    }
  }

  private final Terms terms;
  private long waitedNanos;
  private long bytes;

  LeastRate(Terms terms) {
    this.terms = terms;
  }

  synchronized void moved(long count) {
    bytes += count;
  }

  /** Tells whether the client is still fast enough after it was waited for so long again. */
  synchronized boolean isMetAfter(long nanos) {
    waitedNanos += nanos;
    if (waitedNanos < terms.patience().toNanos()) {
      return true;
    }
    boolean met = bytes >= terms.leastBytes();
    waitedNanos = 0;
    bytes = 0;
    return met;
  }

  /** How long to wait at most before the rate is judged. */
  synchronized long leftNanos() {
    return Math.max(TimeUnit.MILLISECONDS.toNanos(1), terms.patience().toNanos() - waitedNanos);
  }

  @Override
  public String toString() {
    return terms.leastBytes() + " bytes in " + terms.patience().toSeconds() + " seconds";
  }
}
