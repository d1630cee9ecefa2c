package dev.files.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.xnio.XnioExecutor;

/**
 * A share of the server's threads for one kind of request. What is beyond the share waits in line
 * and holds no thread, so no kind can take another's threads. There are two lines, for newcomers
 * and for requests that go on, served in turn: many who move much do not keep those out who want
 * little. Newcomers are refused when their line is too long, or when they have waited too long in
 * it; requests that are being served go on.
 */
public final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);

  private final String work;
  private final int threads;
  private final int longestLine;
  private final Duration longestWait;
  private final Queue<Runnable> newcomers = new ArrayDeque<>();
  private final Queue<Runnable> goingOn = new ArrayDeque<>();
  private int busy;
  private boolean newcomersTurn = true;

  /**
   * A lane without anybody in it.
   *
   * @param work what is done in it, in the plural, for the refusal
   * @param threads that work at once at most; the sum of all lanes must stay below what the server
   *     has
   * @param longestLine newcomers that may wait before more are refused
   * @param longestWait of a newcomer in line
   */
  public Lane(String work, int threads, int longestLine, Duration longestWait) {
    this.work = work;
    this.threads = threads;
    this.longestLine = longestLine;
    this.longestWait = longestWait;
  }

  String work() {
    return work;
  }

  /** Has the lane's fill told. */
  void measure(MeterRegistry meters) {
    Gauge.builder("files.lane.threads", this, Lane::busy)
        .description("Threads of the lane that work now")
        .tag("lane", work)
        .strongReference(true)
        .register(meters);
    Gauge.builder("files.lane.most.threads", () -> threads)
        .description("Threads that the lane has")
        .tag("lane", work)
        .register(meters);
    Gauge.builder("files.lane.waiting", this, Lane::waiting)
        .description("Requests that wait for a thread of the lane")
        .tag("lane", work)
        .strongReference(true)
        .register(meters);
  }

  /** Threads that work now. */
  public synchronized int busy() {
    return busy;
  }

  /** Tasks that wait for a thread. */
  public synchronized int waiting() {
    return newcomers.size() + goingOn.size();
  }

  /** The lane as an executor of tasks on the threads of a pool, in the order in which they came. */
  Executor over(Executor pool) {
    return task -> execute(pool, task, goingOn);
  }

  /**
   * Lets a newcomer in, or refuses it, now or when it has waited for too long.
   *
   * @param clock runs what comes later; and the refusal
   */
  void admit(Executor pool, Runnable task, XnioExecutor clock, Runnable refusal) {
    if (isFull()) {
      clock.execute(refusal);
      return;
    }
    AtomicBoolean settled = new AtomicBoolean();
    Runnable once =
        () -> {
          if (settled.compareAndSet(false, true)) {
            task.run();
          }
        };
    if (execute(pool, once, newcomers)) {
      clock.executeAfter(
          () -> {
            if (settled.compareAndSet(false, true)) {
              refusal.run();
            }
          },
          longestWait.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean isFull() {
    return busy == threads && newcomers.size() >= longestLine;
  }

  /** True: it has to wait. */
  private boolean execute(Executor pool, Runnable task, Queue<Runnable> line) {
    synchronized (this) {
      if (busy == threads) {
        line.add(task);
        return true;
      }
      busy++;
    }
    try {
      pool.execute(() -> work(task));
      return false;
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        busy--;
      }
      throw e;
    }
  }

  private void work(Runnable first) {
    Runnable task = first;
    while (task != null) {
      try {
        task.run();
      } catch (Throwable e) {
        // Whatever it is, the lane must not lose the thread's place.
        LOG.error("a task of the lane for " + work + " failed", e);
      }
      task = next();
    }
  }

  private synchronized Runnable next() {
    Queue<Runnable> first = newcomersTurn ? newcomers : goingOn;
    Queue<Runnable> second = newcomersTurn ? goingOn : newcomers;
    newcomersTurn = !newcomersTurn;
    Runnable next = first.isEmpty() ? second.poll() : first.poll();
    if (next == null) {
      busy--;
    }
    return next;
  }
}
