package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import dev.files.node.index.Entry;
import dev.files.node.index.Place;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Gets back the room of what is dead: appends what a mostly dead segment still has of worth to the
 * log, like anything else, and only then removes the segment. A crash at any instant leaves records
 * twice, which changes nothing, because generations decide and not places.
 *
 * <p>What is of worth: a DATA or ADOPT record that the index names; a KEEP whose generation the
 * chunk still has, unless the chunk's record is younger and has it itself; a DELETE as long as the
 * file is there whose record it keeps dead. So that a half-moved segment does not bring dead chunks
 * back when a DELETE for their new place is dropped, a marker file says from the first move on
 * which segment is being moved; while there is a marker of another segment no DELETE is dropped.
 *
 * <p>Only segments that the index on the disk covers are taken: else a start would miss a DELETE
 * that had been dropped.
 */
final class Compaction implements StoreWorker {
  /** About what one step moves. */
  static final long STEP_BYTES = 8 << 20;

  /** Beside clients a segment is worth the work when so much of it is dead. */
  private static final double DEAD_SHARE = 0.5;

  /** When room is short, or nobody is there to be disturbed. */
  private static final double EAGER_DEAD_SHARE = 0.1;

  /** The newest segment is not sealed for less. */
  private static final long LEAST_SEALED_BYTES = 32 << 10;

  /** Each start begins a new segment; this many short ones are put together. */
  private static final int MOST_SHORT_SEGMENTS = 16;

  private static final Logger LOG = Logger.getLogger(Compaction.class);

  private final SegmentFiles files;
  private final LogState state;
  private final LogWriter log;
  private final SlabPool buffers;
  private final CorruptChunks corrupt;
  private final DiskSpace space;
  private final SpareRoom spare;
  private final Optional<WholeSweep> sweep;

  /** Segments with markers, because they were begun before a crash, or have rot that is needed. */
  private final Set<Long> marked = new HashSet<>();

  /** Those of them with rot. */
  private final Set<Long> rotten = new HashSet<>();

  /** Those that were counted dead and were not. */
  private final Set<Long> miscounted = new HashSet<>();

  private Optional<Victim> victim = Optional.empty();
  private long removed;
  private long controlTurn;
  private boolean closed;

  Compaction(
      SegmentFiles files,
      LogState state,
      LogWriter log,
      SlabPool buffers,
      CorruptChunks corrupt,
      DiskSpace space,
      SpareRoom spare,
      Optional<WholeSweep> sweep)
      throws IOException {
    this.files = files;
    this.state = state;
    this.log = log;
    this.buffers = buffers;
    this.corrupt = corrupt;
    this.space = space;
    this.spare = spare;
    this.sweep = sweep;
    for (long number : files.markers()) {
      if (Files.exists(files.segment(number))) {
        marked.add(number);
      } else {
        Files.delete(files.marker(number));
      }
    }
  }

  /** The segment being moved. */
  private static final class Victim {
    private final long number;
    private final boolean dead;
    private final FileChannel channel;
    private final SegmentScan scan;
    private long position = SegmentHeader.BYTES;

    /**
     * @param dead by all that was counted it has nothing of worth, nor a record that might be
     */
    Victim(long number, boolean dead, FileChannel channel) throws IOException {
      this.number = number;
      this.dead = dead;
      this.channel = channel;
      this.scan = new SegmentScan(channel);
    }
  }

  @Override
  public String name() {
    return "compaction";
  }

  /** Without room nobody can store: then clients are served best by getting it back. */
  @Override
  public boolean isUrgent() {
    try {
      return space.isScarce();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized long step() throws IOException {
    if (closed) {
      return 0;
    }
    restoreSpareRoom();
    if (sweep.isPresent() && !sweep.get().isDone()) {
      return sweep.get().step();
    }
    if (victim.isEmpty()) {
      double worthIt = space.isShort() || log.isIdle() ? EAGER_DEAD_SHARE : DEAD_SHARE;
      Optional<SegmentUsage> chosen = choose(worthIt);
      if (chosen.isEmpty()) {
        return sealNewest(worthIt) ? RecordHeader.BYTES : 0;
      }
      if (!isDead(chosen.get()) && chosen.get().number() >= state.coveredBefore()) {
        return log.requestCheckpoint() ? RecordHeader.BYTES : 0;
      }
      begin(chosen.get());
    }
    try {
      return move(victim.orElseThrow());
    } catch (IOException | RuntimeException e) {
      // The next step begins anew; what has been moved is not of worth any more.
      forget();
      throw e;
    }
  }

  private void restoreSpareRoom() {
    try {
      spare.restore();
    } catch (IOException e) {
      LOG.debugf("There is no room for the spare room yet: %s", e.getMessage());
    }
  }

  private List<SegmentUsage> closedSegments() {
    return state.segments().isEmpty()
        ? List.of()
        : state.segments().headMap(state.segments().lastKey()).values().stream()
            .filter(s -> s.number() != log.currentNumber())
            .toList();
  }

  private Optional<SegmentUsage> choose(double worthIt) throws IOException {
    List<SegmentUsage> closed = closedSegments();
    // To remove it takes neither room nor anything that the index on the disk must know.
    Optional<SegmentUsage> dead = closed.stream().filter(this::isDead).findFirst();
    if (dead.isPresent()) {
      return dead;
    }
    long room = space.roomForMoves();
    List<SegmentUsage> fitting =
        closed.stream().filter(s -> s.liveBytes() + s.controlBytes() <= room).toList();
    Optional<SegmentUsage> begun =
        fitting.stream().filter(s -> marked.contains(s.number()) && !hasNeededRot(s)).findFirst();
    if (begun.isPresent()) {
      return begun;
    }
    List<SegmentUsage> free = fitting.stream().filter(s -> !marked.contains(s.number())).toList();
    Optional<SegmentUsage> deadest =
        free.stream()
            .filter(s -> deadShare(s) >= worthIt)
            .max(Comparator.comparingDouble(Compaction::deadShare));
    if (deadest.isPresent()) {
      return deadest;
    }
    // Which control records are needed shows only when they are read: once in each turnover of the
    // whole store, or reading them again and again would never end.
    if (removed - controlTurn > free.size()) {
      Optional<SegmentUsage> controls =
          free.stream().max(Comparator.comparingLong(SegmentUsage::controlBytes));
      controlTurn = removed;
      if (controls.filter(s -> s.controlBytes() > DEAD_SHARE * s.fileBytes()).isPresent()) {
        return controls;
      }
    }
    List<SegmentUsage> small =
        free.stream()
            .filter(s -> s.fileBytes() < space.segmentBytes() / MOST_SHORT_SEGMENTS)
            .toList();
    return small.size() > MOST_SHORT_SEGMENTS ? Optional.of(small.get(0)) : Optional.empty();
  }

  /**
   * Has the log go on in a new segment when the newest is worth the work: while it is the newest it
   * stays, because its header has the floor that keeps generations unique.
   */
  private boolean sealNewest(double worthIt) throws IOException {
    if (state.segments().isEmpty()) {
      return false;
    }
    SegmentUsage newest = state.segments().lastEntry().getValue();
    if (dead(newest) < LEAST_SEALED_BYTES || deadShare(newest) < worthIt) {
      return false;
    }
    return log.ask(new Commands.Seal());
  }

  private static double deadShare(SegmentUsage segment) {
    return (double) dead(segment) / segment.fileBytes();
  }

  private boolean isDead(SegmentUsage segment) {
    return segment.liveBytes() == 0
        && segment.controlBytes() == 0
        && !miscounted.contains(segment.number());
  }

  private static long dead(SegmentUsage segment) {
    return segment.fileBytes() - SegmentHeader.BYTES - segment.liveBytes() - segment.controlBytes();
  }

  private boolean hasNeededRot(SegmentUsage segment) {
    return rotten.contains(segment.number()) && segment.liveBytes() > 0;
  }

  private void begin(SegmentUsage segment) throws IOException {
    long number = segment.number();
    boolean dead = isDead(segment);
    if (!dead && !marked.contains(number)) {
      Private.open(files.marker(number), StandardOpenOption.WRITE, StandardOpenOption.CREATE)
          .close();
      Stable.forceDirectory(files.segments());
      marked.add(number);
    }
    FileChannel channel = FileChannel.open(files.segment(number), StandardOpenOption.READ);
    try {
      victim = Optional.of(new Victim(number, dead, channel));
    } finally {
      if (victim.isEmpty()) {
        channel.close();
      }
    }
  }

  private long move(Victim from) throws IOException {
    Mover mover = new Mover(from);
    while (mover.bytes < STEP_BYTES) {
      long next = from.scan.advance(from.position, mover);
      if (next == from.position) {
        finish(from);
        break;
      }
      from.position = next;
    }
    return Math.max(mover.bytes, RecordHeader.BYTES);
  }

  private void finish(Victim from) throws IOException {
    forget();
    if (state.segment(from.number).liveBytes() > 0) {
      rotten.add(from.number);
      LOG.warnf("Segment %d stays: it has damaged chunks that are needed", from.number);
      return;
    }
    Files.delete(files.segment(from.number));
    // Dropped at once: should the force fail, the file is gone from this store all the same.
    state.dropSegment(from.number);
    Stable.forceDirectory(files.segments());
    Files.deleteIfExists(files.marker(from.number));
    marked.remove(from.number);
    rotten.remove(from.number);
    removed++;
  }

  private void forget() throws IOException {
    if (victim.isPresent()) {
      victim.get().channel.close();
      victim = Optional.empty();
    }
  }

  /** Frees what is open. */
  synchronized void close() throws IOException {
    closed = true;
    forget();
    if (sweep.isPresent()) {
      sweep.get().close();
    }
  }

  private final class Mover implements SegmentScan.Visitor {
    private final Victim from;
    private long bytes;

    Mover(Victim from) {
      this.from = from;
    }

    @Override
    public void record(RecordHeader header, long position) throws IOException {
      bytes += RecordHeader.BYTES;
      Optional<Entry> entry = state.find(header.id());
      switch (header.kind()) {
        case DATA -> {
          Place here = new Place(false, from.number, position);
          if (entry.map(Entry::place).equals(Optional.of(here))) {
            distrust(header);
            moveData(header, position, here);
          }
        }
        case ADOPT -> {
          Place file = new Place(true, header.target(), SegmentHeader.BYTES);
          if (entry.map(Entry::place).equals(Optional.of(file))) {
            log.ask(new Commands.Repeat(header, entry.get().generation()));
          }
        }
        case KEEP -> {
          boolean needed =
              entry
                  .filter(e -> e.generation() == header.generation())
                  .filter(e -> e.place().number() <= from.number)
                  .isPresent();
          if (needed) {
            log.ask(new Commands.Repeat(header, header.generation()));
          }
        }
        case DELETE -> {
          boolean needed =
              marked.size() > 1
                  || (header.target() != from.number
                      && (state.segments().containsKey(header.target())
                          || Files.exists(files.chunk(header.target()))));
          if (needed) {
            log.ask(new Commands.Repeat(header, header.generation()));
          }
        }
        case PAD -> {}
      }
    }

    /** The count is believed only as long as what is read agrees. */
    private void distrust(RecordHeader header) {
      if (from.dead) {
        miscounted.add(from.number);
        throw new IllegalStateException(
            "segment " + from.number + " was counted dead and has chunk " + header.id());
      }
    }

    private void moveData(RecordHeader header, long position, Place here) throws IOException {
      Reception reception = new Reception(buffers);
      boolean handedOver = false;
      try {
        ReadableByteChannel data = new Data(from.channel, position + RecordHeader.BYTES, header);
        boolean complete = reception.receive(data, header.dataBytes());
        ChunkId found = reception.finish();
        if (!complete || !found.equals(header.id())) {
          if (state.find(header.id()).map(Entry::place).equals(Optional.of(here))) {
            corrupt.report(header.id(), "its bytes have another hash");
          }
          return;
        }
        handedOver = true;
        log.ask(new Commands.Move(header.id(), here, reception));
        bytes += 2 * header.extentBytes();
      } finally {
        if (!handedOver) {
          reception.close();
        }
      }
    }

    @Override
    public void damage(long start, long end, List<RecordHeader> lost) {
      bytes += end - start;
    }
  }

  /** The data of a record, as a channel. */
  private static final class Data implements ReadableByteChannel {
    private final FileChannel channel;
    private final long end;
    private long position;

    Data(FileChannel channel, long position, RecordHeader header) {
      this.channel = channel;
      this.position = position;
      this.end = position + header.dataBytes();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (position == end) {
        return -1;
      }
      int limit = into.limit();
      into.limit((int) Math.min(limit, into.position() + end - position));
      try {
        int count = channel.read(into, position);
        position += Math.max(0, count);
        return count;
      } catch (IOException e) {
        if (DiskErrors.isBadSector(e)) {
          // An early end: the hash will tell that it is not the chunk.
          return -1;
        }
        throw e;
      } finally {
        into.limit(limit);
      }
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {
      // The channel is the segment's.
    }
  }
}
