package dev.files.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * A share of the server's threads for one kind of request. What is beyond the share waits in line
 * and holds no thread, so no kind can take another's threads; when the line is too long newcomers
 * are refused, while requests that are being served go on.
 */
public final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);

  private final String work;
  private final int threads;
  private final int longestLine;
  private final Queue<Runnable> line = new ArrayDeque<>();
  private int busy;

  /**
   * A lane without anybody in it.
   *
   * @param work what is done in it, in the plural, for the refusal
   * @param threads that work at once at most; the sum of all lanes must stay below what the server
   *     has
   * @param longestLine tasks that may wait before newcomers are refused
   */
  public Lane(String work, int threads, int longestLine) {
    this.work = work;
    this.threads = threads;
    this.longestLine = longestLine;
  }

  String work() {
    return work;
  }

  /** Whether a newcomer should come again later. */
  synchronized boolean isFull() {
    return line.size() >= longestLine;
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

  private void execute(Executor pool, Runnable task) {
    synchronized (this) {
      if (busy == threads) {
        line.add(task);
        return;
      }
      busy++;
    }
    try {
      pool.execute(() -> work(task));
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
