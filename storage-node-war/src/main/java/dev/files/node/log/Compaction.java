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
import java.util.List;
import java.util.Optional;
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

  private static final Logger LOG = Logger.getLogger(Compaction.class);

  private final SegmentFiles files;
  private final LogState state;
  private final LogWriter log;
  private final SlabPool buffers;
  private final CorruptChunks corrupt;
  private final DiskSpace space;
  private final SpareRoom spare;
  private final Optional<WholeSweep> sweep;
  private final SegmentChoice choice;

  private Optional<Victim> victim = Optional.empty();
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
    this.choice = new SegmentChoice(state, log, space);
    for (long number : files.markers()) {
      if (Files.exists(files.segment(number))) {
        choice.marked(number);
      } else {
        Files.delete(files.marker(number));
      }
    }
  }

  /** The segment being moved. */
  private static final class Victim {
    private final long number;

    /** By all that was counted. */
    private final boolean dead;

    private final FileChannel channel;
    private final SegmentScan scan;
    private long position = SegmentHeader.BYTES;

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
      Optional<SegmentUsage> chosen = choice.next();
      if (chosen.isEmpty()) {
        boolean sealed = choice.isNewestWorthIt() && log.ask(new Commands.Seal());
        return sealed ? RecordHeader.BYTES : 0;
      }
      if (!choice.isDead(chosen.get()) && chosen.get().number() >= state.coveredBefore()) {
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

  private void begin(SegmentUsage segment) throws IOException {
    long number = segment.number();
    boolean dead = choice.isDead(segment);
    if (!dead && !choice.isMarked(number)) {
      Private.open(files.marker(number), StandardOpenOption.WRITE, StandardOpenOption.CREATE)
          .close();
      Stable.forceDirectory(files.segments());
      choice.marked(number);
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
      choice.rotten(from.number);
      LOG.warnf("Segment %d stays: it has damaged chunks that are needed", from.number);
      return;
    }
    Files.delete(files.segment(from.number));
    // Dropped at once: should the force fail, the file is gone from this store all the same.
    state.dropSegment(from.number);
    Stable.forceDirectory(files.segments());
    Files.deleteIfExists(files.marker(from.number));
    choice.removed(from.number);
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
              choice.areOthersMarked()
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
        choice.miscounted(from.number);
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
