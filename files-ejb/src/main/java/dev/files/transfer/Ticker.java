package dev.files.transfer;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Tells everything under way that time has passed. One regular beat for all of it: no transfer has
 * a thread or a timer of its own that waits for a retry to be due.
 */
public final class Ticker {
  /** How often the beat must come. */
  public static final Duration BEAT = Duration.ofMillis(50);

  private static final Logger LOG = Logger.getLogger(Ticker.class);
  private static final long LONGEST_BEAT_MILLIS = 1000;

  private final LongSupplier nanos;
  private final Set<Ticking> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public Ticker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  public long now() {
    return nanos.getAsLong();
  }

  public void add(Ticking ticking) {
    underWay.add(ticking);
  }

  public void remove(Ticking ticking) {
    underWay.remove(ticking);
  }

  /** Waits until the moment has come, at most one beat longer. */
  public synchronized void await(long moment) throws InterruptedIOException {
    while (moment - now() > 0) {
      try {
        // Woken by each beat; the bound only helps where the beat has stopped.
        wait(LONGEST_BEAT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting");
      }
    }
  }

  /** One beat. */
  public void tick() {
    synchronized (this) {
      notifyAll();
    }
    for (Ticking ticking : underWay) {
      try {
        ticking.tick(now());
      } catch (Throwable e) {
        // One that fails, by whatever, must not take the beat from the others.
        LOG.error("a transfer failed at its beat", e);
      }
    }
  }

  int size() {
    return underWay.size();
  }
}
