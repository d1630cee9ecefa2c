package dev.files.node.upkeep;

import dev.files.protocol.http.Trace;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One step after the other in a thread of its own, until it is closed. */
public final class Loop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Loop.class);

  private final Supplier<Duration> step;
  private final Duration stopWait;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param step says how long to pause behind it; never throws
   * @param stopWait how long a step is waited for at the end; one that takes longer is left to end
   *     by itself
   */
  public Loop(String name, Supplier<Duration> step, Duration stopWait) {
    this.step = step;
    this.stopWait = stopWait;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    boolean stop = false;
    while (!stop) {
      Duration pause = step();
      try {
        stop = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // Nobody but close() ends this loop.
        LOG.debugf("%s was interrupted and goes on", thread.getName());
      }
    }
  }

  /** What one step asks of other servers is told apart from the next one's there. */
  private Duration step() {
    Trace.Scope scope = Trace.begin().enter();
    try {
      return step.get();
    } finally {
      scope.close();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(stopWait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
