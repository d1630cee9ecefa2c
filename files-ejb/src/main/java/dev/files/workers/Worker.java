package dev.files.workers;

import dev.files.protocol.FilesException;
import dev.files.protocol.http.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Runs a chore step by step. */
public final class Worker {
  private static final Logger LOG = Logger.getLogger(Worker.class);

  private final Chore chore;
  private final Throttle throttle;
  private final LongSupplier nanoTime;
  private final Rate rate;

  private WorkerSetting setting = WorkerSetting.DEFAULT;
  private boolean stepping;
  private int atWork;
  private long steps;
  private long done;
  private Optional<String> lastError = Optional.empty();
  private Optional<Step> last = Optional.empty();

  /**
   * Makes a worker that waits.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  Worker(Chore chore, Throttle throttle, LongSupplier nanoTime) {
    this.chore = chore;
    this.throttle = throttle;
    this.nanoTime = nanoTime;
    this.rate = new Rate(nanoTime.getAsLong());
  }

  private record Step(long endedNanos, Duration took, boolean moreToDo) {}

  /**
   * Does one step, unless paused, at it already, or at rest. Never throws: what goes wrong is
   * logged and tried again.
   *
   * @return how long to wait before the next; coming earlier does no harm, and notices that the
   *     pace was changed
   */
  Duration step() {
    long started = nanoTime.getAsLong();
    Optional<Duration> wait = begin(started);
    if (wait.isPresent()) {
      return wait.get();
    }
    Trace.Scope scope = Trace.begin().enter();
    try {
      work(chore::step, true);
    } catch (FilesException e) {
      LOG.warnf("%s failed and will be tried again: %s", chore.name(), e.getMessage());
      LOG.debug("because of", e);
    } catch (RuntimeException e) {
      LOG.warnf(e, "%s failed and will be tried again", chore.name());
    } finally {
      scope.close();
      endStep();
    }
    return rest(nanoTime.getAsLong());
  }

  private synchronized void endStep() {
    stepping = false;
  }

  /** See {@link OutOfTurn#run}. What goes wrong is the caller's. */
  void outOfTurn(IntSupplier work) {
    if (mayWork(nanoTime.getAsLong())) {
      work(work, false);
    }
  }

  private synchronized boolean mayWork(long now) {
    boolean rests = last.isPresent() && last.get().moreToDo() && !rest(now).isZero();
    return !setting.paused() && !rests;
  }

  private void work(IntSupplier work, boolean inTurn) {
    long started = beginWork();
    int dealtWith = 0;
    Optional<String> error = Optional.empty();
    try {
      dealtWith = work.getAsInt();
    } catch (RuntimeException e) {
      error = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      endWork(started, dealtWith, error, inTurn);
    }
  }

  /** Begins a step, or tells how long to wait before the next. */
  private synchronized Optional<Duration> begin(long now) {
    if (setting.paused() || stepping) {
      return Optional.of(chore.interval());
    }
    Duration rest = rest(now);
    if (!rest.isZero()) {
      return Optional.of(rest);
    }
    stepping = true;
    return Optional.empty();
  }

  private synchronized long beginWork() {
    atWork++;
    return nanoTime.getAsLong();
  }

  private synchronized void endWork(
      long started, int dealtWith, Optional<String> error, boolean inTurn) {
    long now = nanoTime.getAsLong();
    atWork--;
    steps++;
    done += dealtWith;
    rate.add(dealtWith, now);
    lastError = error;
    // Who found nothing out of turn does not put the next turn off.
    if (inTurn || dealtWith > 0) {
      last = Optional.of(new Step(now, Duration.ofNanos(now - started), dealtWith > 0));
    }
  }

  /** What is left of the rest after the last step. */
  private synchronized Duration rest(long now) {
    if (last.isEmpty()) {
      return Duration.ZERO;
    }
    Step step = last.get();
    Duration whole =
        step.moreToDo() ? throttle.restAfter(step.took(), setting.pace()) : chore.interval();
    Duration left = whole.minusNanos(now - step.endedNanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized void set(WorkerSetting changed) {
    setting = changed;
  }

  synchronized View view() {
    State state = atWork > 0 ? State.WORKING : setting.paused() ? State.PAUSED : State.WAITING;
    return new View(
        chore.name(), state, steps, done, rate.perSecond(nanoTime.getAsLong()), lastError, setting);
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
   * @param steps that ran, those out of turn included
   * @param done things dealt with
   * @param perSecond things dealt with in a second, lately
   * @param lastError of the last step; empty when it went well
   */
  public record View(
      String name,
      State state,
      long steps,
      long done,
      double perSecond,
      Optional<String> lastError,
      WorkerSetting setting) {}
}
