package dev.files.workers;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Runs a chore step by step. */
public final class Worker {
  private static final Logger LOG = Logger.getLogger(Worker.class);

  private final Chore chore;
  private final Throttle throttle;
  private final LongSupplier nanoTime;

  private boolean paused;
  private boolean working;
  private long steps;
  private long done;
  private Optional<String> lastError = Optional.empty();

  /**
   * Makes a worker that waits.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public Worker(Chore chore, Throttle throttle, LongSupplier nanoTime) {
    this.chore = chore;
    this.throttle = throttle;
    this.nanoTime = nanoTime;
  }

  public String name() {
    return chore.name();
  }

  public Duration interval() {
    return chore.interval();
  }

  /**
   * Does one step, unless paused or at it already. Never throws: what goes wrong is logged and
   * tried again.
   *
   * @return how long to wait before the next
   */
  public Duration step() {
    if (!begin()) {
      return chore.interval();
    }
    long started = nanoTime.getAsLong();
    int dealtWith = 0;
    Optional<String> error = Optional.empty();
    try {
      dealtWith = chore.step();
    } catch (RuntimeException e) {
      error = Optional.of(String.valueOf(e.getMessage()));
      LOG.warnf(e, "%s failed and will be tried again", chore.name());
    } finally {
      end(dealtWith, error);
    }
    return dealtWith > 0
        ? throttle.restAfter(Duration.ofNanos(nanoTime.getAsLong() - started))
        : chore.interval();
  }

  private synchronized boolean begin() {
    if (paused || working) {
      return false;
    }
    working = true;
    return true;
  }

  private synchronized void end(int dealtWith, Optional<String> error) {
    working = false;
    steps++;
    done += dealtWith;
    lastError = error;
  }

  public synchronized void pause() {
    paused = true;
  }

  public synchronized void resume() {
    paused = false;
  }

  public synchronized View view() {
    State state = working ? State.WORKING : paused ? State.PAUSED : State.WAITING;
    return new View(chore.name(), state, steps, done, lastError);
  }

  /** What a worker is at. */
  public enum State {
    WAITING,
    WORKING,
    PAUSED
  }

  /**
   * A worker as a status page shows it.
   *
   * @param steps that ran
   * @param done things dealt with
   * @param lastError of the last step; empty when it went well
   */
  public record View(String name, State state, long steps, long done, Optional<String> lastError) {}
}
