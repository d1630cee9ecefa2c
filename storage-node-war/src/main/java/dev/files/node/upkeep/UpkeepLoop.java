package dev.files.node.upkeep;

import dev.files.protocol.FilesException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One worker of the store in a thread of its own, until it is closed, whatever a step throws. */
public final class UpkeepLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UpkeepLoop.class);

  /** A step is small. */
  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final StoreWorker worker;
  private final Supplier<Pace> pace;
  private final BooleanSupplier underLoad;
  private final Loop loop;
  private volatile boolean running;
  private volatile long steps;
  private volatile long bytes;
  private volatile Optional<String> lastError = Optional.empty();

  /**
   * How far a worker is.
   *
   * @param running whether a step is being done now
   * @param steps that were done since the start, and bytes that they read and wrote
   */
  public record Progress(
      String name, boolean running, long steps, long bytes, Optional<String> lastError) {}

  /**
   * @param underLoad whether clients are being served now
   */
  public UpkeepLoop(StoreWorker worker, Pace pace, BooleanSupplier underLoad) {
    this(worker, () -> pace, underLoad);
  }

  /** The same with a pace that changes with what is left to do. */
  public UpkeepLoop(StoreWorker worker, Supplier<Pace> pace, BooleanSupplier underLoad) {
    this.worker = worker;
    this.pace = pace;
    this.underLoad = underLoad;
    this.loop = new Loop("files-" + worker.name(), this::step, STOP_WAIT);
  }

  public void start() {
    loop.start();
  }

  /** Does one step and says how long to pause. */
  Duration step() {
    try {
      running = true;
      long moved = worker.step();
      count(moved);
      Duration pause = pace.get().after(moved, underLoad.getAsBoolean(), worker.isUrgent());
      lastError = Optional.empty();
      return pause;
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

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void count(long moved) {
    steps++;
    bytes += moved;
  }

  /** What it is doing, and what the last step failed with. */
  public Progress progress() {
    return new Progress(worker.name(), running, steps, bytes, lastError);
  }

  @Override
  public void close() {
    loop.close();
  }
}
