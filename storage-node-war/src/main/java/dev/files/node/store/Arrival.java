package dev.files.node.store;

import dev.files.node.disk.DiskErrors;
import dev.files.node.index.Place;
import dev.files.node.log.ChunkLog;
import dev.files.node.log.Reception;
import dev.files.node.log.SlabPool;
import dev.files.node.log.WholeFile;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A chunk on its way in. Until 16 KiB have come it holds no more than those; then slabs, as bytes
 * come, or, when it is known to be larger than 8 MiB, a file of its own and one slab.
 *
 * <p>Whoever brings the bytes says {@link #paused} when there are none for now. From then on, until
 * the next {@link #room}, others who find no slab left may have this one's written to its file: so
 * a sender that stands still, or is slow, never keeps others from storing.
 */
public final class Arrival implements AutoCloseable {
  private static final int START_BYTES = 16 * 1024;

  private final ChunkLog log;
  private final Arrivals arrivals;
  private final Copies copies;
  private final Optional<ChunkId> expected;
  private final OptionalLong size;
  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteBuffer start = ByteBuffer.allocate(START_BYTES);
  private Optional<Reception> memory = Optional.empty();
  private Optional<WholeFile> file = Optional.empty();
  private Optional<IOException> failure = Optional.empty();
  private volatile boolean paused;
  private volatile long pausedSinceNanos;

  /** Who knows whether a copy that is there may be vouched for. */
  interface Copies {
    /** Where the copy lies, if it must not. */
    Optional<Place> rotten(ChunkId id) throws IOException;
  }

  Arrival(
      ChunkLog log, Arrivals arrivals, Copies copies, Optional<ChunkId> expected, OptionalLong size)
      throws IOException {
    this.log = log;
    this.arrivals = arrivals;
    this.copies = copies;
    this.expected = expected;
    this.size = size;
    this.most = size.orElse(ChunkStore.MAX_CHUNK_BYTES);
    if (most > ChunkStore.MAX_CHUNK_BYTES) {
      throw tooLarge();
    }
    log.admit(size.orElse(0));
  }

  /**
   * Where the next bytes go, at least one; {@link #received} follows, or {@link #paused}.
   *
   * @throws FilesException UNAVAILABLE (no memory came free in time), DISK_FULL
   */
  public ByteBuffer room() throws IOException {
    lock.lock();
    try {
      paused = false;
      if (failure.isPresent()) {
        throw failure.get();
      }
      if (memory.isEmpty() && file.isEmpty()) {
        if (start.hasRemaining()) {
          return start;
        }
        begin();
      }
      if (memory.isPresent() && memory.get().bytes() > Reception.MOST_BYTES) {
        moveToFile(true);
      }
      return file.isPresent() ? file.get().room() : memory.orElseThrow().room();
    } catch (IOException e) {
      throw translated(e);
    } finally {
      lock.unlock();
    }
  }

  private void begin() throws IOException {
    arrivals.add(this);
    if (size.isPresent() && most > Reception.MOST_BYTES) {
      WholeFile made = log.newFile(size);
      file = Optional.of(made);
      made.begin();
    } else {
      memory = Optional.of(new Reception(log.receiveBuffers()));
    }
    start.flip();
    while (start.hasRemaining()) {
      ByteBuffer room = file.isPresent() ? file.get().room() : memory.orElseThrow().room();
      int piece = Math.min(room.remaining(), start.remaining());
      room.put(start.slice(start.position(), piece));
      start.position(start.position() + piece);
      noteReceived();
    }
  }

  private void moveToFile(boolean withSlab) throws IOException {
    WholeFile made = log.newFile(size);
    file = Optional.of(made);
    made.takeOver(memory.orElseThrow(), withSlab);
    memory.get().close();
    memory = Optional.empty();
  }

  /**
   * Takes what was put into the buffer that {@link #room} gave.
   *
   * @throws FilesException MISMATCH, TOO_LARGE (more than was announced, or than a chunk may have)
   */
  public void received() {
    lock.lock();
    try {
      noteReceived();
      if (bytes() > most) {
        throw size.isPresent()
            ? new FilesException(
                ProblemType.MISMATCH,
                "More bytes came than the " + size.getAsLong() + " that were announced.")
            : tooLarge();
      }
    } finally {
      lock.unlock();
    }
  }

  private void noteReceived() {
    file.ifPresent(WholeFile::received);
    memory.ifPresent(Reception::received);
  }

  private long bytes() {
    return file.map(WholeFile::bytes)
        .or(() -> memory.map(Reception::bytes))
        .orElse((long) start.position());
  }

  /** There is nothing for now; the buffer that {@link #room} gave must not be used any more. */
  public void paused() {
    pausedSinceNanos = arrivals.nanoTime();
    paused = true;
  }

  /** How long it has stood still; 0 when it does not. */
  long pausedNanos() {
    return paused ? arrivals.nanoTime() - pausedSinceNanos : 0;
  }

  /** Gives a slab of this pool back, if it stands still and holds one. */
  boolean giveBack(SlabPool pool) {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (!paused || failure.isPresent()) {
        return false;
      }
      if (memory.isPresent() && pool == log.receiveBuffers()) {
        moveToFile(false);
        return true;
      }
      if (file.filter(WholeFile::holdsSlab).isPresent() && pool == log.streamBuffers()) {
        file.get().giveBackSlab();
        return true;
      }
      return false;
    } catch (IOException e) {
      return failed(e);
    } catch (FilesException e) {
      return failed(new IOException(e.getMessage(), e));
    } finally {
      lock.unlock();
    }
  }

  /** It cannot go on; what it holds goes back all the same. */
  private boolean failed(IOException e) {
    failure = Optional.of(e);
    try {
      release();
    } catch (IOException more) {
      e.addSuppressed(more);
    }
    return true;
  }

  /**
   * Checks and stores what has come.
   *
   * @throws FilesException MISMATCH, DISK_FULL, UNAVAILABLE
   * @throws IOException the outcome is unknown
   */
  public StoredChunk commit() throws IOException {
    lock.lock();
    try {
      paused = false;
      if (failure.isPresent()) {
        throw failure.get();
      }
      if (memory.isEmpty() && file.isEmpty()) {
        begin();
      }
      checkSize();
      if (memory.filter(held -> held.bytes() > Reception.MOST_BYTES).isPresent()) {
        moveToFile(false);
      }
      return file.isPresent() ? storeFile(file.get()) : storeMemory();
    } catch (IOException e) {
      throw translated(e);
    } finally {
      lock.unlock();
    }
  }

  private StoredChunk storeMemory() throws IOException {
    Reception complete = memory.orElseThrow();
    ChunkId id = checked(complete.finish());
    Optional<Place> rotten = copies.rotten(id);
    memory = Optional.empty();
    return log.put(id, complete, rotten).await();
  }

  private StoredChunk storeFile(WholeFile complete) throws IOException {
    ChunkId id = checked(complete.finish());
    if (complete.bytes() > Reception.MOST_BYTES) {
      complete.complete(id);
      return log.adopt(id, complete);
    }
    memory = Optional.of(new Reception(log.receiveBuffers()));
    complete.readBack(id, memory.get());
    Optional<Place> rotten = copies.rotten(id);
    Reception small = memory.get();
    memory = Optional.empty();
    return log.put(id, small, rotten).await();
  }

  private void checkSize() {
    if (size.isPresent() && size.getAsLong() != bytes()) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "Announced were " + size.getAsLong() + " bytes, received " + bytes() + ".");
    }
  }

  private ChunkId checked(ChunkId found) {
    expected.ifPresent(id -> check(id, found));
    return found;
  }

  /**
   * Refuses bytes of another chunk.
   *
   * @throws FilesException MISMATCH
   */
  static void check(ChunkId expected, ChunkId found) {
    if (!expected.equals(found)) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "The bytes have the SHA-256 " + found + ", announced was " + expected + ".");
    }
  }

  private static FilesException tooLarge() {
    return new FilesException(
        ProblemType.TOO_LARGE, "A chunk has at most " + ChunkStore.MAX_CHUNK_BYTES + " bytes.");
  }

  private static IOException translated(IOException e) {
    if (DiskErrors.isFull(e)) {
      throw ChunkLog.full();
    }
    if (e.getCause() instanceof FilesException refused) {
      throw refused;
    }
    return e;
  }

  private void release() throws IOException {
    arrivals.remove(this);
    memory.ifPresent(Reception::close);
    memory = Optional.empty();
    if (file.isPresent()) {
      file.get().close();
      file = Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      release();
    } finally {
      lock.unlock();
    }
  }
}
