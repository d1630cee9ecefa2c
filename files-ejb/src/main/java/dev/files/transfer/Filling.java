package dev.files.transfer;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chunk whose bytes are arriving. They come into a cup first, a little memory that even the
 * slowest may have. Who fills it quickly gets a slab of the {@link SlabPool} and then the next;
 * whose client is slow has the cup emptied into the scratch, again and again. So the chunk is, in
 * this order, what lies in the scratch, full slabs, and the piece that is being filled.
 *
 * <p>For one thread at a time: between {@link #pause} and the next call any other may {@link
 * #giveWay make it give way}, and only then.
 */
public final class Filling implements AutoCloseable {
  /** As much again is needed to hash: 16 KiB is what a slow client holds. */
  static final int CUP_BYTES = 8 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final SlabPool pool;
  private final long mostBytes;
  private final List<Slab> full = new ArrayList<>();
  private Optional<Slab> piece = Optional.empty();
  private Optional<ScratchFile> file = Optional.empty();
  private long pieceSince;

  /** Whether it waited for a slab in vain: once is enough for a chunk. */
  private boolean waitedInVain;

  private boolean paused;
  private boolean ended;

  Filling(SlabPool pool, long mostBytes) {
    this.pool = pool;
    this.mostBytes = mostBytes;
  }

  /** Bytes that came so far. */
  public long size() {
    return inFile()
        + (long) full.size() * SlabPool.SLAB_BYTES
        + piece.map(slab -> slab.bytes().position()).orElse(0);
  }

  public boolean isFull() {
    return size() == mostBytes;
  }

  /**
   * Where the next bytes go; never empty while the chunk is not full. Waits a few seconds at most.
   *
   * @throws FilesException TOO_SLOW: the client was silent and others needed the memory;
   *     UNAVAILABLE: there is no memory
   */
  public ByteBuffer room() throws InterruptedIOException {
    goOn();
    Slab into = piece.orElse(null);
    if (into == null) {
      into = Slab.cup();
    } else if (into.isFull()) {
      into = after(into);
    }
    piece = Optional.of(into);
    ByteBuffer bytes = into.bytes();
    if (bytes.position() == 0) {
      pieceSince = pool.now();
    }
    return bytes.limit((int) Math.min(bytes.capacity(), bytes.position() + mostBytes - size()));
  }

  private Slab after(Slab filled) throws InterruptedIOException {
    PoolLimits limits = pool.limits();
    boolean slow = filled.isCup() && pool.now() - pieceSince > limits.slowCup().toNanos();
    if (slow && putAway()) {
      return Slab.cup();
    }
    Optional<Slab> next = pool.take(waitedInVain ? Duration.ZERO : limits.patience());
    if (next.isEmpty() && putAway()) {
      waitedInVain = true;
      return Slab.cup();
    }
    Slab slab =
        next.isPresent()
            ? next.get()
            : pool.take(limits.longestWait()).orElseThrow(Filling::noMemory);
    if (filled.isCup()) {
      slab.bytes().put(filled.bytes().flip());
      filled.release();
    } else {
      full.add(filled);
    }
    return slab;
  }

  private static FilesException noMemory() {
    return new FilesException(
        ProblemType.UNAVAILABLE, "There are too many uploads at once", RETRY_AFTER);
  }

  /** The client sends nothing now: others may have the memory until the next call. */
  public void pause() {
    piece.filter(slab -> slab.bytes().position() == 0).ifPresent(Slab::release);
    piece = piece.filter(slab -> slab.bytes().position() > 0);
    synchronized (this) {
      paused = true;
    }
    if (holdsSlabs()) {
      pool.fellSilent(this);
    }
  }

  /**
   * The bytes, which are the caller's to release from now on.
   *
   * @throws FilesException TOO_SLOW
   */
  public HeldChunk finish() {
    goOn();
    List<Slab> slabs = new ArrayList<>(full);
    piece.ifPresent(slabs::add);
    HeldChunk held = new HeldChunk(file, slabs, size());
    forget();
    return held;
  }

  /** Gives back what was not finished. */
  @Override
  public void close() {
    pool.goesOn(this);
    synchronized (this) {
      paused = false;
      giveBack();
    }
  }

  private void goOn() {
    boolean others;
    synchronized (this) {
      others = paused;
      paused = false;
      if (ended) {
        throw new FilesException(
            ProblemType.TOO_SLOW, "The body came too slowly while others were waiting");
      }
    }
    if (others) {
      pool.goesOn(this);
    }
  }

  /**
   * Gives its slabs to one who needs them: its bytes go to the scratch, or, when that is full and
   * its client has been slow for long, it ends.
   *
   * @return false: it goes on with what it has
   */
  synchronized boolean giveWay() {
    if (!paused || !holdsSlabs()) {
      return false;
    }
    if (!putAway()) {
      if (pool.now() - pieceSince <= pool.limits().stalled().toNanos()) {
        return false;
      }
      ended = true;
      giveBack();
    }
    pool.goesOn(this);
    return true;
  }

  private boolean holdsSlabs() {
    return !full.isEmpty() || piece.filter(slab -> !slab.isCup()).isPresent();
  }

  /** Puts what lies in memory into the scratch; false when it is full. */
  private boolean putAway() {
    List<ByteBuffer> bytes = new ArrayList<>();
    full.forEach(slab -> bytes.add(slab.bytes().duplicate().flip()));
    piece.ifPresent(slab -> bytes.add(slab.bytes().duplicate().flip()));
    if (file.isEmpty()) {
      file = pool.scratch().open();
    }
    if (!file.map(into -> into.append(bytes)).orElse(false)) {
      return false;
    }
    releaseMemory();
    return true;
  }

  private long inFile() {
    return file.map(ScratchFile::size).orElse(0L);
  }

  private void giveBack() {
    releaseMemory();
    file.ifPresent(ScratchFile::close);
    forget();
  }

  private void releaseMemory() {
    full.forEach(Slab::release);
    piece.ifPresent(Slab::release);
    full.clear();
    piece = Optional.empty();
  }

  private void forget() {
    full.clear();
    piece = Optional.empty();
    file = Optional.empty();
  }
}
