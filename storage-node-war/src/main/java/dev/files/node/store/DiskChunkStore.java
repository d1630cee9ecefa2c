package dev.files.node.store;

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
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

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
  /** A chunk that compaction moves again and again while it is being opened. */
  private static final int MOST_OPEN_ATTEMPTS = 16;

  private final DirectoryLock lock;
  private final SegmentFiles files;
  private final ChunkIndex index;
  private final LogState state;
  private final CorruptChunks corrupt = new CorruptChunks();
  private final Stable stable;
  private final SyncMark mark;
  private final DiskSpace space;
  private final AtomicLong numbers;
  private final SlabPool receiveBuffers;
  private final SlabPool readBuffers;
  private final Log log;
  private final Compaction compaction;
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
    this.stable = stable;
    this.files = new SegmentFiles(config.directory());
    this.index = new ChunkIndex(files, config.indexMemoryEntries());
    Optional<Manifest> covered = index.manifest();
    this.state = new LogState(index, corrupt);
    this.mark = new SyncMark(config.directory().resolve("sync-mark"));
    this.space = new DiskSpace(config, state);
    Recovery recovery = new Recovery(files, state, mark.mark(), corrupt);
    this.numbers = new AtomicLong(recovery.replay(covered));
    mark.write(recovery.end());
    mark.force();
    this.receiveBuffers =
        new SlabPool(config.receiveSlabs(), Reception.MOST_SLABS, config.bufferWait());
    this.readBuffers = new SlabPool(config.readSlabs(), 0, config.bufferWait());
    long highest = numbers.get();
    this.log = new Log(config, files, state, mark, stable, space, numbers);
    WholeSweep sweep = new WholeSweep(files, state, log, corrupt, highest);
    this.compaction =
        new Compaction(config, files, state, log, receiveBuffers, corrupt, space, sweep);
    this.scrubber = new Scrubber(this, corrupt);
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    long most = size.orElse(MAX_CHUNK_BYTES);
    if (most > MAX_CHUNK_BYTES) {
      throw tooLarge();
    }
    space.admit(size.orElse(0));
    Reception reception = new Reception(receiveBuffers);
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
      return log.ask(new Commands.Put(corrupt, id, reception, rotten));
    } finally {
      if (!handedOver) {
        reception.close();
      }
    }
  }

  private StoredChunk storeWhole(
      Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes, Reception start)
      throws IOException {
    try (WholeFile file = new WholeFile(files, stable, numbers.incrementAndGet(), start)) {
      if (!file.receive(bytes, size.orElse(MAX_CHUNK_BYTES))) {
        throw tooMany(size);
      }
      checkSize(size, file.bytes());
      ChunkId id = file.finish();
      checkId(expected, id);
      Optional<Place> rotten = rottenCopy(id);
      file.complete(id);
      return adopt(new Commands.Adopt(corrupt, id, file.bytes(), file.number(), rotten), file);
    } catch (IOException e) {
      if (DiskSpace.isFull(e)) {
        throw DiskSpace.full();
      }
      throw e;
    }
  }

  private StoredChunk adopt(Commands.Adopt command, WholeFile file) throws IOException {
    StoredChunk stored;
    try {
      stored = log.ask(command);
    } catch (FilesException e) {
      files.deleteChunk(file.number());
      throw e;
    }
    if (!stored.created()) {
      files.deleteChunk(file.number());
    }
    return stored;
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
    if (corrupt.contains(id) || state.find(id).isEmpty() || rottenCopy(id).isPresent()) {
      return Optional.empty();
    }
    return log.ask(new Commands.Keep(corrupt, id));
  }

  /** Where the copy that is there lies, if it must not be vouched for. */
  private Optional<Place> rottenCopy(ChunkId id) throws IOException {
    Optional<Place> place = state.find(id).map(Entry::place);
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
    return state.find(id).map(entry -> entry.toInfo(id));
  }

  /** Opens a chunk for reading; empty when it is not there. */
  public Optional<ChunkRead> open(ChunkId id) throws IOException {
    for (int attempt = 0; attempt < MOST_OPEN_ATTEMPTS; attempt++) {
      Optional<Entry> found = state.find(id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Entry entry = found.get();
      FileChannel channel;
      try {
        channel = FileChannel.open(files.of(entry.place()), StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        if (state.find(id).map(Entry::place).equals(Optional.of(entry.place()))) {
          rot(id, entry, "its file is missing");
          throw new FilesException(ProblemType.CORRUPT, "This copy of the chunk is lost.", e);
        }
        continue;
      }
      ChunkRead read = new ChunkRead(id, entry, channel, readBuffers, this::rot);
      try {
        read.checkHeader();
        return Optional.of(read);
      } catch (IOException | RuntimeException e) {
        read.close();
        throw e;
      }
    }
    throw SlabPool.busy();
  }

  /** For tests: waits until the index that was asked for is on the disk. */
  void awaitCheckpoint() throws IOException {
    // The log begins a checkpoint after the commands it has taken: before it takes the second.
    log.ask(new Commands.Nothing());
    log.ask(new Commands.Nothing());
    index.await();
  }

  /** For tests: has the index written. */
  void checkpoint() throws IOException {
    if (log.requestCheckpoint()) {
      awaitCheckpoint();
    }
  }

  /** For tests: where arriving chunks are held. */
  SlabPool receiveBuffers() {
    return receiveBuffers;
  }

  /** For tests that damage it. */
  Path fileOf(Place place) {
    return files.of(place);
  }

  private void rot(ChunkId id, Entry entry, String reason) {
    try {
      // A copy that has been replaced meanwhile says nothing of the new one.
      if (state.find(id).map(Entry::place).equals(Optional.of(entry.place()))) {
        corrupt.report(id, reason);
      }
    } catch (IOException e) {
      corrupt.report(id, reason);
    }
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

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return log.ask(new Commands.Delete(corrupt, id, generation));
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    return state.page(after, limit);
  }

  /**
   * Chunks that were found bad, lowest ids first. Each is told again until it is stored anew or
   * deleted.
   */
  public Set<ChunkId> takeCorrupt(int max) {
    return corrupt.first(max);
  }

  /** Gets room back; see {@link StoreWorker}. */
  public Compaction compaction() {
    return compaction;
  }

  /** Looks for rot; see {@link StoreWorker}. */
  public Scrubber scrubber() {
    return scrubber;
  }

  public StoreUsage usage() {
    return new StoreUsage(
        space.capacityBytes(), state.usedBytes(), state.diskBytes(), state.chunks());
  }

  @Override
  public void close() throws IOException {
    try (lock;
        mark;
        index) {
      compaction.close();
      log.close();
    }
  }
}
