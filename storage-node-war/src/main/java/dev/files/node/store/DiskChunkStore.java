package dev.files.node.store;

import dev.files.node.disk.DirectoryLock;
import dev.files.node.disk.DiskErrors;
import dev.files.node.disk.Stable;
import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.node.log.ChunkLog;
import dev.files.node.log.Reception;
import dev.files.node.log.SlabPool;
import dev.files.node.log.StoreConfig;
import dev.files.node.log.WholeFile;
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
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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
  private final DirectoryLock lock;
  private final ChunkLog log;
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
    Files.createDirectories(config.directory());
    Stable.forceDirectory(config.directory().toAbsolutePath().getParent());
    DirectoryLock lock = DirectoryLock.acquire(config.directory());
    try {
      return new DiskChunkStore(config, lock, stable);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private DiskChunkStore(StoreConfig config, DirectoryLock lock, Stable stable) throws IOException {
    this.lock = lock;
    this.log = new ChunkLog(config, stable);
    this.opened = new OpenChunks(log, new SlabPool(config.readSlabs(), 0, config.bufferWait()));
    this.scrubber = new Scrubber(log, opened);
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    long most = size.orElse(MAX_CHUNK_BYTES);
    if (most > MAX_CHUNK_BYTES) {
      throw tooLarge();
    }
    log.admit(size.orElse(0));
    Reception reception = new Reception(log.receiveBuffers());
    boolean handedOver = false;
    try {
      if (!reception.receive(bytes, Math.min(most, Reception.MOST_BYTES))) {
        if (most <= Reception.MOST_BYTES) {
          throw tooMany(size);
        }
        return storeWhole(expected, size, bytes, reception);
      }
      checkSize(size, reception.bytes());
      ChunkId id = reception.finish();
      checkId(expected, id);
      Optional<Place> rotten = rottenCopy(id);
      handedOver = true;
      return log.put(id, reception, rotten);
    } finally {
      if (!handedOver) {
        reception.close();
      }
    }
  }

  private StoredChunk storeWhole(
      Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes, Reception start)
      throws IOException {
    try (WholeFile file = log.begin(start)) {
      if (!file.receive(bytes, size.orElse(MAX_CHUNK_BYTES))) {
        throw tooMany(size);
      }
      checkSize(size, file.bytes());
      ChunkId id = file.finish();
      checkId(expected, id);
      Optional<Place> rotten = rottenCopy(id);
      file.complete(id);
      return log.adopt(id, file, rotten);
    } catch (IOException e) {
      if (DiskErrors.isFull(e)) {
        throw ChunkLog.full();
      }
      throw e;
    }
  }

  private static void checkSize(OptionalLong announced, long found) {
    if (announced.isPresent() && announced.getAsLong() != found) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "Announced were " + announced.getAsLong() + " bytes, received " + found + ".");
    }
  }

  private static void checkId(Optional<ChunkId> expected, ChunkId found) {
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "The bytes have the SHA-256 " + found + ", announced was " + expected.get() + ".");
    }
  }

  private static FilesException tooMany(OptionalLong size) {
    return size.isPresent()
        ? new FilesException(
            ProblemType.MISMATCH,
            "More bytes came than the " + size.getAsLong() + " that were announced.")
        : tooLarge();
  }

  private static FilesException tooLarge() {
    return new FilesException(
        ProblemType.TOO_LARGE, "A chunk has at most " + MAX_CHUNK_BYTES + " bytes.");
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

  /** Looks for rot; see {@link StoreWorker}. */
  public Scrubber scrubber() {
    return scrubber;
  }

  public StoreUsage usage() {
    return new StoreUsage(log.capacityBytes(), log.usedBytes(), log.diskBytes(), log.chunks());
  }

  @Override
  public void close() throws IOException {
    try (lock;
        log) {
      // The log first, then the lock.
    }
  }
}
