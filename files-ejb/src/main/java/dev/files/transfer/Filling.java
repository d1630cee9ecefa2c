package dev.files.transfer;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A chunk whose bytes are arriving, and the slabs that it has so far; see {@link SlabPool}. For one
 * thread, although the pool may end it from another.
 */
public final class Filling implements AutoCloseable {
  /** An expected time to fill counts no more than that, or the slow would wait for ever. */
  private static final long MOST_EXPECTED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int EXPRESS_PATIENCE = 4;
  private static final int LEAST_EXPRESS_SHARE = 3;

  private final SlabPool pool;
  private final long mostBytes;

  /** All below is guarded by the pool's lock. */
  final Condition served;

  private final List<Slab> slabs = new ArrayList<>();
  private Optional<Slab> granted = Optional.empty();
  private long handedAt;
  private long readingNanos;
  private long expectedNanos;
  private long readyAt;
  private long expressSince;
  private boolean waiting;
  private boolean ended;

  Filling(SlabPool pool, long mostBytes) {
    this.pool = pool;
    this.mostBytes = mostBytes;
    this.served = pool.lock.newCondition();
  }

  /**
   * The next slab, waiting for it when need be. The former ones are full.
   *
   * @throws FilesException TOO_SLOW: the client is a laggard and others wait; UNAVAILABLE: too many
   *     wait
   */
  public Slab next() throws InterruptedIOException {
    return pool.take(this);
  }

  /** The next slab, if there is one that nobody waits for. */
  public Optional<Slab> tryNext() {
    return pool.tryTake(this);
  }

  /**
   * The slabs, which are the caller's from now on.
   *
   * @throws FilesException TOO_SLOW
   */
  public List<Slab> finish() {
    pool.lock.lock();
    try {
      check();
      List<Slab> filled = List.copyOf(slabs);
      slabs.clear();
      pool.leave(this);
      return filled;
    } finally {
      pool.lock.unlock();
    }
  }

  /** Gives back what was not finished. */
  @Override
  public void close() {
    pool.lock.lock();
    try {
      slabs.forEach(Slab::release);
      slabs.clear();
      granted.ifPresent(Slab::release);
      granted = Optional.empty();
      pool.leave(this);
    } finally {
      pool.lock.unlock();
    }
  }

  void check() {
    if (ended) {
      throw new FilesException(
          ProblemType.TOO_SLOW, "The body came too slowly while others were waiting");
    }
  }

  int held() {
    return slabs.size();
  }

  /** Slabs that the chunk can need beyond those it has. */
  long stillNeeds() {
    long most = (mostBytes + SlabPool.SLAB_BYTES - 1) / SlabPool.SLAB_BYTES;
    return most - slabs.size();
  }

  /** Starts to wait in line. */
  void join(long now) {
    stopReading(now);
    waiting = true;
    granted = Optional.empty();
    long filled = (long) slabs.size() * SlabPool.SLAB_BYTES;
    double share = filled == 0 ? 0 : (double) (mostBytes - filled) / filled;
    expectedNanos = Math.min(MOST_EXPECTED_NANOS, (long) (readingNanos * share));
    readyAt = now + expectedNanos;
  }

  long readyAt() {
    return readyAt;
  }

  void grant(Slab slab) {
    granted = Optional.of(slab);
    served.signal();
  }

  Optional<Slab> granted() {
    return granted;
  }

  void handed(Slab slab, long now) {
    stopReading(now);
    granted = Optional.empty();
    waiting = false;
    slabs.add(slab);
    handedAt = now;
  }

  private void stopReading(long now) {
    if (!slabs.isEmpty() && !waiting) {
      readingNanos += now - handedAt;
      handedAt = now;
    }
  }

  void enterExpress(long now) {
    expressSince = now;
  }

  /**
   * Whether it takes longer in the express lane than its own rate promised, with some patience: who
   * was fast and then stops must not hold the lane as long as one who was always slow.
   */
  boolean overstays(long now, Duration bound) {
    long least = bound.toNanos() / LEAST_EXPRESS_SHARE;
    long patience = Math.max(least, expectedNanos * EXPRESS_PATIENCE);
    return now - expressSince > Math.min(bound.toNanos(), patience);
  }

  /** Whether the client, not the pool, makes it last. */
  boolean isSlow(long now, Duration grace, long leastBytesPerSecond) {
    if (waiting || slabs.size() < 2) {
      return false;
    }
    if (now - handedAt > grace.toNanos()) {
      // However fast the slabs before came: for this one the rate is too low already.
      return true;
    }
    long reading = readingNanos + now - handedAt;
    // The slab that is being filled counts as full: when in doubt, in favour of the client.
    double filled = (double) slabs.size() * SlabPool.SLAB_BYTES;
    return reading > grace.toNanos()
        && filled / reading * TimeUnit.SECONDS.toNanos(1) < leastBytesPerSecond;
  }

  /** Ends it; the last slab stays, for the thread may be reading into it. */
  List<Slab> endAndKeepLast() {
    ended = true;
    if (slabs.isEmpty()) {
      return List.of();
    }
    Slab last = slabs.get(slabs.size() - 1);
    List<Slab> others = List.copyOf(slabs.subList(0, slabs.size() - 1));
    slabs.clear();
    slabs.add(last);
    if (!others.isEmpty()) {
      Slab.Share swapped = last.share;
      last.share = others.get(0).share;
      others.get(0).share = swapped;
    }
    return others;
  }
}
