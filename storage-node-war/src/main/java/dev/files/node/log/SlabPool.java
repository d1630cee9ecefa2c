package dev.files.node.log;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A bounded number of equal buffers off the heap, made when first needed and kept. When none is
 * left, those whose sender stands still are asked to give theirs back.
 *
 * <p>Receivers take slabs one by one as bytes arrive, so that a slow sender holds no more than what
 * it has sent. So that they cannot all stand still, each with some and none with enough, the last
 * {@code finishing} slabs go to one receiver at a time, which can then get as many as it will ever
 * need and gives all of them back.
 */
public final class SlabPool {
  static final int SLAB_BYTES = 256 * 1024;

  /** What a refused caller is told to wait. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Aligned to pages, for direct I/O. */
  private static final int SLAB_ALIGNMENT = 4096;

  /** How often those who stand still are asked while somebody waits. */
  private static final long ASK_AGAIN_NANOS = 50_000_000;

  private final int finishing;
  private final Duration wait;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition returned = lock.newCondition();
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private int available;
  private boolean finisherChosen;
  private volatile BooleanSupplier lenders = () -> false;

  /** Who takes: whether it is the one that may use the last slabs. */
  public static final class Taker {
    private boolean finisher;
  }

  public SlabPool(int slabs, int finishing, Duration wait) {
    this.finishing = finishing;
    this.wait = wait;
    this.available = slabs;
  }

  /**
   * Who is asked when none is left.
   *
   * @param someGaveBack has somebody give back what it holds, if there is one who can
   */
  public void askWhenShort(BooleanSupplier someGaveBack) {
    lenders = someGaveBack;
  }

  /**
   * A cleared slab, after waiting for one if need be.
   *
   * @throws FilesException UNAVAILABLE when none came in time, or the thread was interrupted
   */
  public ByteBuffer take(Taker taker) {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (!mayTake(taker)) {
        if (someGaveBack()) {
          continue;
        }
        if (nanos <= 0) {
          throw busy();
        }
        long pause = Math.min(nanos, ASK_AGAIN_NANOS);
        nanos -= pause - returned.awaitNanos(pause);
      }
      ByteBuffer slab = free.isEmpty() ? newSlab() : free.pop().clear();
      available--;
      return slab;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      lock.unlock();
    }
  }

  private boolean someGaveBack() {
    lock.unlock();
    try {
      return lenders.getAsBoolean();
    } finally {
      lock.lock();
    }
  }

  private static ByteBuffer newSlab() {
    // An aligned slice is longer than asked for when the memory happens to be aligned already.
    return ByteBuffer.allocateDirect(SLAB_BYTES + SLAB_ALIGNMENT)
        .alignedSlice(SLAB_ALIGNMENT)
        .slice(0, SLAB_BYTES);
  }

  private boolean mayTake(Taker taker) {
    if (available > finishing) {
      return true;
    }
    if (available == 0) {
      return false;
    }
    if (!taker.finisher && !finisherChosen) {
      taker.finisher = true;
      finisherChosen = true;
    }
    return taker.finisher;
  }

  /** Gives slabs back; the taker is done. */
  public void giveBack(Taker taker, Iterable<ByteBuffer> slabs) {
    lock.lock();
    try {
      for (ByteBuffer slab : slabs) {
        free.push(slab);
        available++;
      }
      if (taker.finisher) {
        taker.finisher = false;
        finisherChosen = false;
      }
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many could be taken now; for tests. */
  public int available() {
    lock.lock();
    try {
      return available;
    } finally {
      lock.unlock();
    }
  }

  public static FilesException busy() {
    return new FilesException(
        ProblemType.UNAVAILABLE, "The node is busy; try again in a second.", RETRY_AFTER);
  }
}
