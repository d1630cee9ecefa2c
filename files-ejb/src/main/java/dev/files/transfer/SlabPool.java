package dev.files.transfer;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The memory of all uploads of a front: slabs of 256 KiB outside the heap, made when first needed,
 * never more than the bound.
 *
 * <p>An upload takes slabs while the bytes of a chunk arrive (it is <i>filling</i>), then nodes are
 * sent the chunk, then all its slabs come back. So an upload holds memory while it waits for more,
 * and a hundred slow clients could hold all of it for ever, each with half a chunk. This is why
 * they cannot. The slabs are in three shares:
 *
 * <ul>
 *   <li><b>own</b>: the first slab of each filling. It is waited for in line, by those who hold
 *       nothing.
 *   <li><b>common</b>: the further slabs.
 *   <li><b>express</b>: as many as the largest chunk needs. When the common share is empty, one
 *       filling at a time may draw from it, and only when all that its chunk can still need lies
 *       there.
 * </ul>
 *
 * <p><i>No deadlock.</i> What is being sent needs no more slabs and is sent or given up within a
 * deadline. The filling in the express lane never waits for a slab again, so it depends on its
 * client alone; when that one needs longer than its rate promised, within bounds, while others
 * wait, the filling is ended (TOO_SLOW). Either way the express slabs come back and the next one in
 * line gets them. So as long as anybody waits, some chunk completes or some laggard ends within a
 * bounded time.
 *
 * <p><i>No starvation.</i> Those in line for a further slab are served by the time at which they
 * would be ready if they got all they need at once: time of asking plus expected time to fill, by
 * their own rate so far and with a bound. The fastest is first, and nobody is overtaken by anyone
 * who asks later than that bound after him. While anybody waits, a filling whose rate is under the
 * least one is ended too. All but one slab of an ended filling come back at once; that one, which
 * its thread may still be reading into, counts as its own share, whatever it was before, and comes
 * back when the thread does.
 *
 * <p>What slow clients can hold in the end is thus one slab each, out of the own share. It has room
 * for more fillings than the server has threads for requests, in the default configuration.
 */
public final class SlabPool {
  public static final int SLAB_BYTES = 256 * 1024;

  /** Waiters look up this often whether somebody must give way. */
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final PoolLimits limits;
  private final LongSupplier nanos;
  final ReentrantLock lock = new ReentrantLock();
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private final Map<Slab.Share, Integer> free = new EnumMap<>(Slab.Share.class);
  private final Queue<Filling> newcomers = new ArrayDeque<>();
  private final PriorityQueue<Filling> inLine =
      new PriorityQueue<>(Comparator.comparingLong(Filling::readyAt));
  private final Set<Filling> open = new HashSet<>();
  private Optional<Filling> express = Optional.empty();

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public SlabPool(PoolLimits limits, LongSupplier nanos) {
    if (limits.own() < 1) {
      throw new IllegalArgumentException(
          "the memory for uploads must hold two of the largest chunks that are held, "
              + 2 * limits.largestChunkBytes()
              + " bytes; found "
              + limits.totalBytes());
    }
    this.limits = limits;
    this.nanos = nanos;
    free.put(Slab.Share.OWN, limits.own());
    free.put(Slab.Share.COMMON, limits.common());
    free.put(Slab.Share.EXPRESS, limits.express());
  }

  /**
   * Starts to fill a chunk; takes nothing yet.
   *
   * @param mostBytes what the chunk can have at most
   */
  public Filling fill(long mostBytes) {
    if (mostBytes > limits.largestChunkBytes()) {
      throw new IllegalArgumentException("larger than what is held: " + mostBytes);
    }
    return new Filling(this, mostBytes);
  }

  /** Slabs that are out. */
  public int taken() {
    lock.lock();
    try {
      return limits.slabs() - free.values().stream().mapToInt(Integer::intValue).sum();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return newcomers.size() + inLine.size();
    } finally {
      lock.unlock();
    }
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Takes the next slab for a filling, waiting for it when need be. */
  Slab take(Filling filling) throws InterruptedIOException {
    lock.lock();
    try {
      filling.check();
      if (express.filter(holder -> holder == filling).isPresent()) {
        return hand(filling, Slab.Share.EXPRESS);
      }
      filling.join(now());
      Queue<Filling> line = filling.held() == 0 ? newcomers : inLine;
      line.add(filling);
      open.add(filling);
      serve();
      try {
        await(filling);
      } finally {
        line.remove(filling);
      }
      Slab slab = filling.granted().orElseThrow();
      filling.handed(slab, now());
      return slab;
    } finally {
      lock.unlock();
    }
  }

  private void await(Filling filling) throws InterruptedIOException {
    long since = now();
    while (filling.granted().isEmpty()) {
      try {
        filling.served.awaitNanos(LOOK_UP_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for memory");
      }
      filling.check();
      if (filling.granted().isEmpty()) {
        endLaggards();
        if (now() - since > limits.longestWait().toNanos()) {
          throw new FilesException(
              ProblemType.UNAVAILABLE,
              "There are too many uploads at once",
              Duration.ofSeconds(10));
        }
      }
    }
  }

  /** A further slab from the common share, if there is one that nobody waits for. */
  Optional<Slab> tryTake(Filling filling) {
    lock.lock();
    try {
      if (!inLine.isEmpty() || free.get(Slab.Share.COMMON) == 0) {
        return Optional.empty();
      }
      open.add(filling);
      return Optional.of(hand(filling, Slab.Share.COMMON));
    } finally {
      lock.unlock();
    }
  }

  private Slab hand(Filling filling, Slab.Share share) {
    Slab slab = take(share);
    filling.handed(slab, now());
    return slab;
  }

  private Slab take(Slab.Share share) {
    if (free.merge(share, -1, Integer::sum) < 0) {
      throw new AssertionError("no slab is left in the share " + share);
    }
    ByteBuffer bytes = spare.isEmpty() ? ByteBuffer.allocateDirect(SLAB_BYTES) : spare.pop();
    return new Slab(this, bytes.clear(), share);
  }

  private void serve() {
    while (!newcomers.isEmpty() && free.get(Slab.Share.OWN) > 0) {
      newcomers.remove().grant(take(Slab.Share.OWN));
    }
    while (!inLine.isEmpty()) {
      Filling first = inLine.element();
      if (free.get(Slab.Share.COMMON) > 0) {
        first.grant(take(Slab.Share.COMMON));
      } else if (express.isEmpty() && free.get(Slab.Share.EXPRESS) >= first.stillNeeds()) {
        express = Optional.of(first);
        first.enterExpress(now());
        first.grant(take(Slab.Share.EXPRESS));
      } else {
        return;
      }
      inLine.remove();
    }
  }

  private void endLaggards() {
    if (inLine.isEmpty()) {
      return;
    }
    long now = now();
    for (Filling filling : Set.copyOf(open)) {
      boolean inExpress = express.filter(holder -> holder == filling).isPresent();
      boolean slow =
          inExpress
              ? filling.overstays(now, limits.expressBound())
              : filling.isSlow(now, limits.grace(), limits.leastBytesPerSecond());
      if (slow) {
        end(filling);
      }
    }
    serve();
  }

  private void end(Filling filling) {
    open.remove(filling);
    if (express.filter(holder -> holder == filling).isPresent()) {
      express = Optional.empty();
    }
    for (Slab slab : filling.endAndKeepLast()) {
      back(slab);
    }
  }

  /** The filling is complete or over: it takes no more. */
  void leave(Filling filling) {
    lock.lock();
    try {
      open.remove(filling);
      if (express.filter(holder -> holder == filling).isPresent()) {
        express = Optional.empty();
      }
      serve();
    } finally {
      lock.unlock();
    }
  }

  void release(Slab slab) {
    lock.lock();
    try {
      back(slab);
      serve();
    } finally {
      lock.unlock();
    }
  }

  private void back(Slab slab) {
    if (slab.taken) {
      slab.taken = false;
      free.merge(slab.share, 1, Integer::sum);
      spare.push(slab.bytes());
    }
  }
}
