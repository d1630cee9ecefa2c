package dev.files.workers;

import java.time.Duration;

/** How many things a second, lately: what is a minute old counts a third of what is new. */
final class Rate {
  private static final double SECONDS = 60;
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private double things;
  private long asOf;

  Rate(long nanoTime) {
    asOf = nanoTime;
  }

  void add(int count, long nanoTime) {
    things = fadedAt(nanoTime) + count;
    asOf = nanoTime;
  }

  double perSecond(long nanoTime) {
    return fadedAt(nanoTime) / SECONDS;
  }

  private double fadedAt(long nanoTime) {
    return things * Math.exp(-(nanoTime - asOf) / NANOS / SECONDS);
  }
}
