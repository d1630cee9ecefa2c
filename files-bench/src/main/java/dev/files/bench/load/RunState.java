package dev.files.bench.load;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of one run share: the gate at the start, and the tickets. */
final class RunState {
  private final LoadPlan plan;
  private final long firstNumber;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicLong tickets = new AtomicLong();
  private volatile long startNanos;
  private volatile boolean aborted;

  RunState(LoadPlan plan, long firstNumber) {
    this.plan = plan;
    this.firstNumber = firstNumber;
  }

  void start(long nowNanos) {
    startNanos = nowNanos;
    gate.countDown();
  }

  /** Also opens the gate, so that nobody waits for a run that does not come. */
  void abort() {
    aborted = true;
    gate.countDown();
  }

  void awaitStart() throws InterruptedException {
    gate.await();
  }

  /** The number of the next request, or empty when the run is over. */
  OptionalLong nextNumber() {
    if (aborted || System.nanoTime() - startNanos >= plan.duration().toNanos()) {
      return OptionalLong.empty();
    }
    long ticket = tickets.getAndIncrement();
    return ticket < plan.count() ? OptionalLong.of(firstNumber + ticket) : OptionalLong.empty();
  }

  long begun() {
    return Math.min(tickets.get(), plan.count());
  }
}
