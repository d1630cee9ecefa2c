package dev.files.transfer;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The memory of all uploads of a front: slabs of 256 KiB outside the heap, made when first needed,
 * never more than the bound.
 *
 * <p>A chunk takes slabs while its bytes arrive (it is a {@link Filling}), then nodes are sent the
 * chunk, then its slabs come back. So uploads hold memory while they wait for more, and for their
 * clients. Who needs a slab when there is none <i>makes room itself</i>: it puts what a client left
 * lying that sends nothing now, the one that has been silent for longest first, into the {@link
 * Scratch} on the disk. When nobody is silent it waits a moment for slabs to come back from the
 * nodes, then puts its own into the scratch and goes on there.
 *
 * <p><i>Somebody always progresses.</i> A slab is held by a chunk that is being sent, which ends
 * within a deadline and needs no more memory; by a filling whose client is silent, which loses it
 * to the first who needs it; or by a filling at work, which waits for memory no longer than a
 * moment and then gives back all that it has. When the scratch is full too, a silent client that
 * needs too long for its slab is ended (TOO_SLOW), and who finds none after some seconds is refused
 * (UNAVAILABLE): either way slabs come back within seconds.
 */
public final class SlabPool {
  public static final int SLAB_BYTES = 256 * 1024;

  /** Who waits looks up this often whether a client has fallen silent. */
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PoolLimits limits;
  private final Scratch scratch;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();

  /** Those with slabs whose clients are silent; the one that has been so for longest first. */
  private final Set<Filling> silent = new LinkedHashSet<>();

  private int taken;

  /**
   * Makes a pool that holds nothing yet.
   *
   * @param scratch where chunks go on that memory is too small for
   * @param nanos a clock like {@link System#nanoTime}
   */
  public SlabPool(PoolLimits limits, Scratch scratch, LongSupplier nanos) {
    this.limits = limits;
    this.scratch = scratch;
    this.nanos = nanos;
  }

  /**
   * Starts to fill a chunk; takes nothing yet.
   *
   * @param mostBytes what comes at most
   */
  public Filling fill(long mostBytes) {
    return new Filling(this, mostBytes);
  }

  /** Slabs that are out. */
  public int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  PoolLimits limits() {
    return limits;
  }

  Scratch scratch() {
    return scratch;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** A slab, for which room is made or waited for; empty when none was found in so long. */
  Optional<Slab> take(Duration patience) throws InterruptedIOException {
    long since = now();
    while (true) {
      Optional<Slab> slab = tryTake();
      if (slab.isPresent()) {
        return slab;
      }
      boolean made = silent().stream().anyMatch(Filling::giveWay);
      if (!made && now() - since >= patience.toNanos()) {
        return Optional.empty();
      }
      if (!made) {
        awaitReturn();
      }
    }
  }

  private Optional<Slab> tryTake() {
    lock.lock();
    try {
      if (taken == limits.slabs()) {
        return Optional.empty();
      }
      taken++;
      ByteBuffer bytes = spare.isEmpty() ? ByteBuffer.allocateDirect(SLAB_BYTES) : spare.pop();
      return Optional.of(Slab.of(this, bytes.clear()));
    } finally {
      lock.unlock();
    }
  }

  private List<Filling> silent() {
    lock.lock();
    try {
      return List.copyOf(silent);
    } finally {
      lock.unlock();
    }
  }

  private void awaitReturn() throws InterruptedIOException {
    lock.lock();
    try {
      long left = LOOK_UP_NANOS;
      while (taken == limits.slabs() && left > 0) {
        left = returned.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for memory");
    } finally {
      lock.unlock();
    }
  }

  void back(ByteBuffer bytes) {
    lock.lock();
    try {
      taken--;
      spare.push(bytes);
      returned.signal();
    } finally {
      lock.unlock();
    }
  }

  void fellSilent(Filling filling) {
    lock.lock();
    try {
      silent.add(filling);
    } finally {
      lock.unlock();
    }
  }

  void goesOn(Filling filling) {
    lock.lock();
    try {
      silent.remove(filling);
    } finally {
      lock.unlock();
    }
  }
}
