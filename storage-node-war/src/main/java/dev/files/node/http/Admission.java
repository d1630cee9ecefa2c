package dev.files.node.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of places for one kind of work. When all are taken a few callers wait a short
 * time; everybody else is told at once to come again, while the answer still costs little.
 */
final class Admission {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final String work;
  private final Semaphore places;
  private final Semaphore waiting;
  private final long waitNanos;

  /**
   * @param work what the places are for, in the plural, for the refusal
   */
  Admission(String work, int places, int waiting, Duration wait) {
    this.work = work;
    this.places = new Semaphore(places);
    this.waiting = new Semaphore(waiting);
    this.waitNanos = wait.toNanos();
  }

  /** What is done in a place. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws IOException;
  }

  /**
   * Runs the task in a place of its own.
   *
   * @throws FilesException UNAVAILABLE when no place came free in time
   */
  <T> T admit(Task<T> task) throws IOException {
    if (!places.tryAcquire() && !waitForPlace()) {
      throw new FilesException(
          ProblemType.UNAVAILABLE, "The node serves as many " + work + " as it can", RETRY_AFTER);
    }
    try {
      return task.run();
    } finally {
      places.release();
    }
  }

  private boolean waitForPlace() {
    if (!waiting.tryAcquire()) {
      return false;
    }
    try {
      return places.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.release();
    }
  }
}
