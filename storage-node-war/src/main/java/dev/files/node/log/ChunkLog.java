package dev.files.node.log;

import dev.files.node.disk.Stable;
import dev.files.node.index.ChunkIndex;
import dev.files.node.index.Entry;
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
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The log as others see it: what it holds, and what it can be asked to do. It takes complete chunks
 * that were checked, and trusts them; every answer is behind a force.
 *
 * <p>When a part has failed (a force, the writer's thread, a page of the index) the log is
 * <i>unwell</i>: it says why, goes on answering reads from what it knows, and refuses changes until
 * {@link #mending} has opened it anew. That is what a restart would do, without the restart.
 */
public final class ChunkLog implements AutoCloseable {
  /** Large chunks that are written while they arrive hold one each; slow ones none. */
  private static final int STREAM_SLABS = 32;

  private final StoreConfig config;
  private final SegmentFiles files;
  private final Stable stable;
  private final LongSupplier nanoTime;
  private final Health health = new Health();
  private final CorruptChunks corrupt = new CorruptChunks();
  private final SyncMark mark;
  private final DiskSpace space;
  private final SpareRoom spare;
  private final AtomicLong numbers = new AtomicLong();
  private final SlabPool receiveBuffers;
  private final SlabPool streamBuffers;
  private volatile Opened opened;
  private boolean closed;

  /** What is opened anew when a part of it has failed. */
  private record Opened(ChunkIndex index, LogState state, LogWriter writer, Compaction compaction) {
    void close() throws IOException {
      try (index) {
        compaction.close();
        writer.close();
      }
    }
  }

  /**
   * Opens the log, which reads what was written last.
   *
   * @param nanoTime tells how long nobody has asked for anything
   */
  public ChunkLog(StoreConfig config, Stable stable, LongSupplier nanoTime) throws IOException {
    this.config = config;
    this.stable = stable;
    this.nanoTime = nanoTime;
    this.files = new SegmentFiles(config.directory());
    this.space = new DiskSpace(config, this::diskBytes);
    this.spare = new SpareRoom(config.directory().resolve("spare-room"), space);
    this.receiveBuffers =
        new SlabPool(config.receiveSlabs(), Reception.MOST_SLABS, config.bufferWait());
    this.streamBuffers = new SlabPool(STREAM_SLABS, 0, config.bufferWait());
    this.mark = new SyncMark(config.directory().resolve("sync-mark"));
    this.opened = open(true, 0);
  }

  /**
   * @param first whether no chunk can be on its way
   * @param generation that must not be given out again
   */
  private Opened open(boolean first, long generation) throws IOException {
    ChunkIndex index = new ChunkIndex(files.index(), files.whole(), config.indexMemoryEntries());
    try {
      LogState state = new LogState(index, corrupt, health);
      state.raiseGeneration(generation);
      Recovery recovery = new Recovery(files, state, mark.mark(), corrupt);
      long highest = recovery.replay(index.manifest());
      numbers.accumulateAndGet(highest, Math::max);
      mark.write(recovery.end());
      mark.force();
      Optional<WholeSweep> sweep = Optional.empty();
      if (first) {
        recovery.dropIncomplete();
      }
      LogWriter writer =
          new LogWriter(
              config, files, state, mark, stable, space, spare, health, numbers, nanoTime);
      if (first) {
        sweep = Optional.of(new WholeSweep(files, state, writer, corrupt, highest));
      }
      return new Opened(
          index,
          state,
          writer,
          new Compaction(files, state, writer, receiveBuffers, corrupt, space, spare, sweep));
    } catch (IOException | RuntimeException e) {
      index.close();
      throw e;
    }
  }

  /** Why nothing can be written now; empty when all is well. */
  public Optional<String> unwell() {
    return health.reason();
  }

  /** Opens the log anew when it is unwell. */
  public StoreWorker mending() {
    return new StoreWorker() {
      @Override
      public String name() {
        return "mending";
      }

      @Override
      public long step() throws IOException {
        if (health.reason().isEmpty()) {
          return 0;
        }
        reopen();
        return SegmentHeader.BYTES;
      }

      @Override
      public boolean isUrgent() {
        return true;
      }
    };
  }

  private synchronized void reopen() throws IOException {
    if (closed) {
      return;
    }
    Opened old = opened;
    old.compaction().close();
    old.writer().close();
    old.writer().cutWhatFailed();
    old.index().await();
    Opened next = open(false, old.state().highestGeneration());
    try {
      // A disk that takes no new segment is no better than it was.
      next.writer().ask(new Commands.Seal());
    } catch (IOException | RuntimeException e) {
      next.close();
      throw e;
    }
    // It may have been raised meanwhile.
    next.state().raiseGeneration(old.state().highestGeneration());
    opened = next;
    old.index().retire();
    health.well();
  }

  /** The chunk's entry when it is there. */
  public Optional<Entry> find(ChunkId id) throws IOException {
    try {
      return opened.state().find(id);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** At most {@code limit} chunks that are there, in the order of ids, behind {@code after}. */
  public List<ChunkInfo> page(Optional<ChunkId> after, int limit) throws IOException {
    try {
      return opened.state().page(after, limit);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(IOException e) {
    if (health.reason().isPresent()) {
      FilesException refusal = health.refusal();
      refusal.addSuppressed(e);
      throw refusal;
    }
    return e;
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

  /** Where large chunks are held until a piece of them is written. */
  public SlabPool streamBuffers() {
    return streamBuffers;
  }

  /**
   * Refuses what would use the reserve, or anything while the log is unwell.
   *
   * @throws FilesException DISK_FULL, UNAVAILABLE
   */
  public void admit(long bytes) throws IOException {
    health.admit();
    space.admit(bytes);
  }

  /** What a full disk is answered with. */
  public static FilesException full() {
    return DiskSpace.full();
  }

  /**
   * Makes a file for a chunk that is too large for memory, or comes too slowly.
   *
   * @param size room that is claimed at once; of an unknown one, what may be held in memory
   * @throws FilesException DISK_FULL
   */
  public WholeFile newFile(OptionalLong size) throws IOException {
    DiskSpace.Claim claim = space.new Claim();
    try {
      long bytes = size.orElse(Reception.MOST_BYTES);
      claim.grow(SegmentHeader.BYTES + RecordHeader.extentOf(bytes));
      return new WholeFile(files, stable, numbers.incrementAndGet(), claim, streamBuffers);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Stores a chunk, or gives the sound copy that is there a new generation.
   *
   * @param chunk is closed in any case
   * @param rotten where a copy lies that the caller found bad
   */
  public Pending<StoredChunk> put(ChunkId id, Reception chunk, Optional<Place> rotten) {
    try {
      health.admit();
    } catch (FilesException e) {
      chunk.close();
      throw e;
    }
    return opened.writer().begin(new Commands.Put(corrupt, id, chunk, rotten));
  }

  /**
   * Stores a chunk that lies complete in a file. It takes the place of a copy that is there, of
   * which nobody knows whether it is as sound.
   */
  public StoredChunk adopt(ChunkId id, WholeFile file) throws IOException {
    try {
      health.admit();
      return opened
          .writer()
          .ask(new Commands.Adopt(corrupt, id, file.bytes(), file.number(), Optional.empty()));
    } catch (FilesException e) {
      files.deleteChunk(file.number());
      throw e;
    }
  }

  /** Gives a chunk a new generation; empty when it is not there, or known to be bad. */
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    health.admit();
    return opened.writer().ask(new Commands.Keep(corrupt, id));
  }

  /** Removes exactly one generation of a chunk, or tells what is there instead. */
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    health.admit();
    return opened.writer().ask(new Commands.Delete(corrupt, id, generation));
  }

  /**
   * Every generation given out from now on is above this one, after a restart too as soon as one
   * was given out.
   */
  public void raiseGeneration(Generation floor) {
    opened.state().raiseGeneration(floor.value());
  }

  /** Gets room back. */
  public StoreWorker compaction() {
    return new StoreWorker() {
      @Override
      public String name() {
        return "compaction";
      }

      @Override
      public long step() throws IOException {
        return health.reason().isPresent() ? 0 : opened.compaction().step();
      }

      @Override
      public boolean isUrgent() {
        return opened.compaction().isUrgent();
      }
    };
  }

  /** The most that the log's files may take. */
  public long capacityBytes() {
    return space.capacityBytes();
  }

  /** What new chunks can take now; nothing when the disk cannot be asked. */
  public long writableBytes() {
    try {
      return health.reason().isPresent() ? 0 : space.writableBytes();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The records of the chunks that are there. */
  public long usedBytes() {
    return opened.state().usedBytes();
  }

  /** The same with what is dead and not compacted yet. */
  public long diskBytes() {
    // While the log is being opened nothing is written yet.
    return opened == null ? 0 : opened.state().diskBytes();
  }

  /** Chunks that are there. */
  public long chunks() {
    return opened.state().chunks();
  }

  /** Segments of the log. */
  public int segments() {
    return opened.state().segments().size();
  }

  /** Waits until the index that was asked for is on the disk. */
  public void awaitCheckpoint() throws IOException {
    LogWriter writer = opened.writer();
    do {
      // The writer begins a checkpoint after the commands it has taken: before the second.
      writer.ask(new Commands.Nothing());
      writer.ask(new Commands.Nothing());
      opened.index().await();
    } while (writer.isCheckpointWanted() && health.reason().isEmpty());
  }

  /** Has the index written. */
  public void checkpoint() throws IOException {
    if (opened.writer().requestCheckpoint()) {
      awaitCheckpoint();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try (mark) {
      opened.close();
    }
  }
}
