package dev.files.node.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What others ask of the log, until its thread takes it: many may add, one takes. They are taken in
 * groups, because a group shares a force.
 */
final class WaitingCommands {
  /** More are refused after a while. */
  static final int MOST = 1024;

  /** Commands of one group. */
  static final int MOST_TAKEN = 256;

  /** The most that a group waits for those who were in the one before. */
  private static final long MOST_GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BlockingQueue<LogCommand> queue = new ArrayBlockingQueue<>(MOST);
  private int lastTaken;
  private int takenBefore;

  /** False: no place came free within this time. */
  boolean add(LogCommand command, Duration patience) throws InterruptedException {
    return queue.offer(command, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Has the taker look up. When there is no place for this it is awake. */
  boolean wake() {
    return queue.offer(new Commands.Nothing());
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Takes what is waiting, maybe nothing, after a second at most. Those who were just answered come
   * back a little later than those who were not in their group: without a moment's patience the
   * askers fall into two groups that wait for each other's force.
   *
   * @param forceNanos what a force takes
   */
  void take(List<LogCommand> into, long forceNanos) throws InterruptedException {
    LogCommand next = queue.poll(1, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + Math.min(forceNanos / 4, MOST_GATHER_NANOS);
    int expected = Math.max(lastTaken, takenBefore);
    while (next != null) {
      into.add(next);
      queue.drainTo(into, MOST_TAKEN - into.size());
      next =
          into.size() < expected
              ? queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
              : null;
    }
    if (!into.isEmpty()) {
      takenBefore = lastTaken;
      lastTaken = into.size();
    }
  }

  /** Nobody takes them any more. */
  void refuseAll() {
    for (LogCommand late = queue.poll(); late != null; late = queue.poll()) {
      late.failed(SlabPool.busy());
    }
  }
}
