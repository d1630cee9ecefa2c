package dev.files.http;

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
 * and holds no thread, so no kind can take another's threads. Newcomers are refused when the line
 * is too long, or when they have waited too long in it; requests that are being served go on.
 */
public final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);

  private final String work;
  private final int threads;
  private final int longestLine;
  private final Duration longestWait;
  private final Queue<Runnable> line = new ArrayDeque<>();
  private int busy;

  /**
   * A lane without anybody in it.
   *
   * @param work what is done in it, in the plural, for the refusal
   * @param threads that work at once at most; the sum of all lanes must stay below what the server
   *     has
   * @param longestLine tasks that may wait before newcomers are refused
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

  /** Threads that work now. */
  public synchronized int busy() {
    return busy;
  }

  /** Tasks that wait for a thread. */
  public synchronized int waiting() {
    return line.size();
  }

  /** The lane as an executor of tasks on the threads of a pool, in the order in which they came. */
  Executor over(Executor pool) {
    return task -> execute(pool, task);
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
    if (execute(pool, once)) {
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
    return busy == threads && line.size() >= longestLine;
  }

  /** True: it has to wait. */
  private boolean execute(Executor pool, Runnable task) {
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
    Runnable next = line.poll();
    if (next == null) {
      busy--;
    }
    return next;
  }
}
