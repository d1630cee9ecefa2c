package dev.files.transfer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may be made twice: one for each twenty that were answered in time. So they add
 * five in a hundred at most, and where all nodes are slow none, when another call would only make
 * it worse.
 */
final class HedgeBudget {
  static final int CALLS_FOR_ONE = 20;

  /** Enough to find out that a node has just stopped, under many calls at once. */
  static final int MOST = 10;

  /** In calls. While it is full, nobody writes it. */
  private final AtomicInteger earned = new AtomicInteger(MOST * CALLS_FOR_ONE);

  void earn() {
    if (earned.get() < MOST * CALLS_FOR_ONE) {
      earned.incrementAndGet();
    }
  }

  boolean take() {
    return earned.getAndUpdate(now -> now < CALLS_FOR_ONE ? now : now - CALLS_FOR_ONE)
        >= CALLS_FOR_ONE;
  }
}
