package dev.files.node.upkeep;

import dev.files.protocol.FilesException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One worker of the store in a thread of its own, until it is closed, whatever a step throws. */
public final class UpkeepLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UpkeepLoop.class);

  /** A worker that is paused looks so often whether it still is. */
  private static final Duration PAUSED = Duration.ofSeconds(1);

  /** A step is small. */
  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final StoreWorker worker;
  private final Supplier<Pace> pace;
  private final BooleanSupplier underLoad;
  private final LongSupplier nanoTime;
  private final Loop loop;
  private volatile Setting setting = Setting.USUAL;
  private volatile boolean running;
  private volatile long steps;
  private volatile long bytes;
  private volatile Optional<String> lastError = Optional.empty();

  /**
   * What operators set.
   *
   * @param pace the most of its time that a worker works while clients are served, above 0
   */
  public record Setting(boolean paused, double pace) {
    public static final Setting USUAL = new Setting(false, 0.5);
  }

  /**
   * How far a worker is.
   *
   * @param running whether a step is being done now
   * @param steps that were done since the start, and bytes that they read and wrote
   */
  public record Progress(
      String name,
      boolean running,
      boolean paused,
      long steps,
      long bytes,
      Optional<String> lastError) {}

  /**
   * @param underLoad whether clients are being served now
   */
  public UpkeepLoop(StoreWorker worker, Pace pace, BooleanSupplier underLoad) {
    this(worker, () -> pace, underLoad);
  }

  /** The same with a pace that changes with what is left to do. */
  public UpkeepLoop(StoreWorker worker, Supplier<Pace> pace, BooleanSupplier underLoad) {
    this(worker, pace, underLoad, System::nanoTime);
  }

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  UpkeepLoop(
      StoreWorker worker, Supplier<Pace> pace, BooleanSupplier underLoad, LongSupplier nanoTime) {
    this.worker = worker;
    this.pace = pace;
    this.underLoad = underLoad;
    this.nanoTime = nanoTime;
    this.loop = new Loop("files-" + worker.name(), this::step, STOP_WAIT);
  }

  public void start() {
    loop.start();
  }

  public String name() {
    return worker.name();
  }

  /** From the next step on. */
  public void set(Setting changed) {
    setting = changed;
  }

  /** Does one step, unless paused, and says how long to pause. */
  Duration step() {
    if (setting.paused()) {
      return PAUSED;
    }
    try {
      running = true;
      long began = nanoTime.getAsLong();
      long moved = worker.step();
      count(moved);
      lastError = Optional.empty();
      return pause(moved, nanoTime.getAsLong() - began);
    } catch (FilesException e) {
      LOG.debugf("%s waits: %s", worker.name(), e.getMessage());
      lastError = Optional.of(e.getMessage());
    } catch (Throwable e) {
      LOG.errorf(e, "A step of %s failed; it goes on after a rest", worker.name());
      lastError = Optional.of(e.toString());
    } finally {
      running = false;
    }
    return pace.get().rest();
  }

  private Duration pause(long moved, long tookNanos) {
    boolean beside = underLoad.getAsBoolean();
    boolean urgent = worker.isUrgent();
    Duration pause = pace.get().after(moved, beside, urgent);
    Duration rest = Pace.rest(tookNanos, beside && !urgent ? setting.pace() : 1);
    return moved > 0 && rest.compareTo(pause) > 0 ? rest : pause;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void count(long moved) {
    steps++;
    bytes += moved;
  }

  /** What it is doing, and what the last step failed with. */
  public Progress progress() {
    return new Progress(worker.name(), running, setting.paused(), steps, bytes, lastError);
  }

  @Override
  public void close() {
    loop.close();
  }
}
