package dev.files.node.store;

import dev.files.node.disk.DirectoryLock;
import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.node.log.ChunkLog;
import dev.files.node.log.Pending;
import dev.files.node.log.Reception;
import dev.files.node.log.SlabPool;
import dev.files.node.log.StoreConfig;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Chunks on one disk. A chunk is received into memory, hashed on the way, and appended to the log
 * when it is complete and has the right id; one of more than 8 MiB goes into a file of its own. The
 * caller hears of it when it is on stable storage.
 *
 * <p>A chunk that is there already is not written again but kept, and so is one that the caller
 * asks to keep. The answer vouches for the copy as if it had just been written, so the copy is
 * checked first: all of it up to 8 MiB, which costs less than to write it; of a larger one the
 * header, the first and the last block, and the rest is left to the scrubber. A copy that fails is
 * reported and, when the bytes are at hand, replaced.
 */
public final class DiskChunkStore implements ChunkStore, AutoCloseable {
  /** Off the heap, so that what is read from a socket is copied once. */
  private static final ThreadLocal<ByteBuffer> PIECES =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(64 * 1024));

  private final DirectoryLock lock;
  private final ChunkLog log;
  private final Arrivals arrivals;
  private final OpenChunks opened;
  private final Scrubber scrubber;

  /**
   * Opens the store, which reads what was written last.
   *
   * @throws IOException also when another process, or this one, has it open
   */
  public static DiskChunkStore open(StoreConfig config) throws IOException {
    return open(config, Stable.DISK);
  }

  static DiskChunkStore open(StoreConfig config, Stable stable) throws IOException {
    return open(config, stable, System::nanoTime);
  }

  static DiskChunkStore open(StoreConfig config, Stable stable, LongSupplier nanoTime)
      throws IOException {
    Private.directories(config.directory());
    Stable.forceDirectory(config.directory().toAbsolutePath().getParent());
    DirectoryLock lock = DirectoryLock.acquire(config.directory());
    try {
      return new DiskChunkStore(config, lock, stable, nanoTime);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private DiskChunkStore(
      StoreConfig config, DirectoryLock lock, Stable stable, LongSupplier nanoTime)
      throws IOException {
    this.lock = lock;
    this.log = new ChunkLog(config, stable, nanoTime);
    this.arrivals = new Arrivals(log, nanoTime);
    this.opened = new OpenChunks(log, new SlabPool(config.readSlabs(), 0, config.bufferWait()));
    this.scrubber =
        new Scrubber(log, opened, new ScrubPlace(config.directory()), Clock.systemUTC());
  }

  /**
   * Begins to receive a chunk.
   *
   * @throws FilesException TOO_LARGE, DISK_FULL, UNAVAILABLE
   */
  public Arrival arrival(Optional<ChunkId> expected, OptionalLong size) throws IOException {
    return new Arrival(log, arrivals, this::rottenCopy, expected, size);
  }

  /**
   * {@inheritDoc}
   *
   * <p>While the channel blocks, the chunk counts as paused; so bytes are read into a small buffer
   * of the thread first, since a slab must not be read into when somebody may take it away.
   */
  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    try (Arrival arrival = arrival(expected, size)) {
      ByteBuffer piece = PIECES.get();
      arrival.paused();
      while (bytes.read(piece.clear()) >= 0) {
        piece.flip();
        while (piece.hasRemaining()) {
          ByteBuffer room = arrival.room();
          int count = Math.min(room.remaining(), piece.remaining());
          room.put(piece.slice(piece.position(), count));
          piece.position(piece.position() + count);
          arrival.received();
        }
        arrival.paused();
      }
      return arrival.commit();
    }
  }

  /**
   * Begins to store a chunk of which all bytes are there, so that many are forced together.
   *
   * @param bytes at most {@link Reception#MOST_BYTES}
   * @throws FilesException MISMATCH, DISK_FULL, UNAVAILABLE
   */
  public Pending<StoredChunk> store(ChunkId id, byte[] bytes) throws IOException {
    log.admit(bytes.length);
    Reception chunk = new Reception(log.receiveBuffers());
    boolean complete = false;
    Optional<Place> rotten;
    try {
      chunk.receive(Channels.newChannel(new ByteArrayInputStream(bytes)), bytes.length);
      Arrival.check(id, chunk.finish());
      rotten = rottenCopy(id);
      complete = true;
    } finally {
      if (!complete) {
        chunk.close();
      }
    }
    return log.put(id, chunk, rotten);
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    if (log.corrupt().contains(id) || log.find(id).isEmpty() || rottenCopy(id).isPresent()) {
      return Optional.empty();
    }
    return log.keep(id);
  }

  /** Where the copy that is there lies, if it must not be vouched for. */
  private Optional<Place> rottenCopy(ChunkId id) throws IOException {
    Optional<Place> place = log.find(id).map(Entry::place);
    try {
      Optional<ChunkRead> there = open(id);
      if (there.isEmpty()) {
        return Optional.empty();
      }
      try (ChunkRead read = there.get()) {
        place = Optional.of(read.place());
        long size = read.size();
        if (size <= Reception.MOST_BYTES) {
          read.read(ByteRange.all(size), bytes -> {});
        } else {
          read.read(new ByteRange(0, 1), bytes -> {});
          read.read(new ByteRange(size - 1, 1), bytes -> {});
        }
        return Optional.empty();
      }
    } catch (FilesException e) {
      if (e.type() != ProblemType.CORRUPT) {
        throw e;
      }
      return place;
    }
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) throws IOException {
    return log.find(id).map(entry -> entry.toInfo(id));
  }

  /** Opens a chunk for reading; empty when it is not there. */
  public Optional<ChunkRead> open(ChunkId id) throws IOException {
    return opened.open(id);
  }

  /** For tests, which look behind. */
  ChunkLog log() {
    return log;
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    try (ChunkRead read =
        open(id)
            .orElseThrow(
                () -> new FilesException(ProblemType.NOT_FOUND, "No chunk " + id + " here."))) {
      read.read(range, sink);
    }
  }

  /**
   * Every generation given out from now on is above this one, after a restart too as soon as one
   * was given out.
   */
  public void raiseGeneration(Generation floor) {
    log.raiseGeneration(floor);
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return log.delete(id, generation);
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    return log.page(after, limit);
  }

  /**
   * Chunks that were found bad, lowest ids first. Each is told again until it is stored anew or
   * deleted.
   */
  public Set<ChunkId> takeCorrupt(int max) {
    return log.corrupt().first(max);
  }

  /** Gets room back; see {@link StoreWorker}. */
  public StoreWorker compaction() {
    return log.compaction();
  }

  /** Opens the store anew when it is unwell; see {@link StoreWorker}. */
  public StoreWorker mending() {
    return log.mending();
  }

  /** Why it asks for no new chunks, though reads are served; empty when all is well. */
  public Optional<String> unwell() {
    return log.unwell().or(() -> log.corrupt().failing());
  }

  /** Looks for rot; see {@link StoreWorker}. */
  public Scrubber scrubber() {
    return scrubber;
  }

  public StoreUsage usage() {
    return new StoreUsage(
        log.capacityBytes(), log.writableBytes(), log.usedBytes(), log.diskBytes(), log.chunks());
  }

  /** How many segments the log has. */
  public int segments() {
    return log.segments();
  }

  @Override
  public void close() throws IOException {
    try (lock;
        log) {
      // Then the log, then the lock.
      scrubber.close();
    }
  }
}
