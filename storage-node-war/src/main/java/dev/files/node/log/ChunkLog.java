package dev.files.node.log;

import dev.files.node.disk.Stable;
import dev.files.node.index.ChunkIndex;
import dev.files.node.index.Entry;
import dev.files.node.index.Manifest;
import dev.files.node.index.Place;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log as others see it: what it holds, and what it can be asked to do. It takes complete chunks
 * that were checked, and trusts them; every answer is behind a force.
 */
public final class ChunkLog implements AutoCloseable {
  private final SegmentFiles files;
  private final Stable stable;
  private final CorruptChunks corrupt = new CorruptChunks();
  private final ChunkIndex index;
  private final LogState state;
  private final SyncMark mark;
  private final DiskSpace space;
  private final AtomicLong numbers;
  private final SlabPool receiveBuffers;
  private final LogWriter writer;
  private final Compaction compaction;

  /** Opens the log, which reads what was written last. */
  public ChunkLog(StoreConfig config, Stable stable) throws IOException {
    this.stable = stable;
    this.files = new SegmentFiles(config.directory());
    this.index = new ChunkIndex(files.index(), files.whole(), config.indexMemoryEntries());
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
    long highest = numbers.get();
    this.writer = new LogWriter(config, files, state, mark, stable, space, numbers);
    WholeSweep sweep = new WholeSweep(files, state, writer, corrupt, highest);
    this.compaction =
        new Compaction(config, files, state, writer, receiveBuffers, corrupt, space, sweep);
  }

  /** The chunk's entry when it is there. */
  public Optional<Entry> find(ChunkId id) throws IOException {
    return state.find(id);
  }

  /** At most {@code limit} chunks that are there, in the order of ids, behind {@code after}. */
  public List<ChunkInfo> page(Optional<ChunkId> after, int limit) throws IOException {
    return state.page(after, limit);
  }

  /** The file that has the record. */
  public Path fileOf(Place place) {
    return files.of(place);
  }

  /** The chunks that were found bad. */
  public CorruptChunks corrupt() {
    return corrupt;
  }

  /** Where arriving chunks are held. */
  public SlabPool receiveBuffers() {
    return receiveBuffers;
  }

  /**
   * Refuses what would use the reserve.
   *
   * @throws FilesException DISK_FULL
   */
  public void admit(long bytes) throws IOException {
    space.admit(bytes);
  }

  /** What a full disk is answered with. */
  public static FilesException full() {
    return DiskSpace.full();
  }

  /** Begins a file for a chunk that has become too large for memory. */
  public WholeFile begin(Reception start) throws IOException {
    return new WholeFile(files, stable, numbers.incrementAndGet(), start);
  }

  /**
   * Stores a chunk, or gives the sound copy that is there a new generation.
   *
   * @param chunk is closed in any case
   * @param rotten where a copy lies that the caller found bad
   */
  public StoredChunk put(ChunkId id, Reception chunk, Optional<Place> rotten) throws IOException {
    return writer.ask(new Commands.Put(corrupt, id, chunk, rotten));
  }

  /** The same for a chunk in a file that is complete; the file goes when it is not needed. */
  public StoredChunk adopt(ChunkId id, WholeFile file, Optional<Place> rotten) throws IOException {
    StoredChunk stored;
    try {
      stored = writer.ask(new Commands.Adopt(corrupt, id, file.bytes(), file.number(), rotten));
    } catch (FilesException e) {
      files.deleteChunk(file.number());
      throw e;
    }
    if (!stored.created()) {
      files.deleteChunk(file.number());
    }
    return stored;
  }

  /** Gives a chunk a new generation; empty when it is not there, or known to be bad. */
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    return writer.ask(new Commands.Keep(corrupt, id));
  }

  /** Removes exactly one generation of a chunk, or tells what is there instead. */
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return writer.ask(new Commands.Delete(corrupt, id, generation));
  }

  /**
   * Every generation given out from now on is above this one, after a restart too as soon as one
   * was given out.
   */
  public void raiseGeneration(Generation floor) {
    state.raiseGeneration(floor.value());
  }

  /** Gets room back. */
  public StoreWorker compaction() {
    return compaction;
  }

  /** The most that the log's files may take. */
  public long capacityBytes() {
    return space.capacityBytes();
  }

  /** The records of the chunks that are there. */
  public long usedBytes() {
    return state.usedBytes();
  }

  /** The same with what is dead and not compacted yet. */
  public long diskBytes() {
    return state.diskBytes();
  }

  /** Chunks that are there. */
  public long chunks() {
    return state.chunks();
  }

  /** Waits until the index that was asked for is on the disk. */
  public void awaitCheckpoint() throws IOException {
    // The writer begins a checkpoint after the commands it has taken: before it takes the second.
    writer.ask(new Commands.Nothing());
    writer.ask(new Commands.Nothing());
    index.await();
  }

  /** Has the index written. */
  public void checkpoint() throws IOException {
    if (writer.requestCheckpoint()) {
      awaitCheckpoint();
    }
  }

  @Override
  public void close() throws IOException {
    try (mark;
        index) {
      compaction.close();
      writer.close();
    }
  }
}
