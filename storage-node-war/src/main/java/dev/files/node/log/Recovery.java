package dev.files.node.log;

import dev.files.node.index.Manifest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Reads the log when a store is opened.
 *
 * <p>Records before the durable mark were acknowledged: their headers are enough, and what is
 * damaged there is rot. Records behind it are checked to the last byte, because a crash may have
 * left holes. A bad one with good ones behind it is rot all the same; only what no good record
 * follows was being written at the crash, and is cut off.
 */
final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class);

  private final SegmentFiles files;
  private final LogState state;
  private final SyncMark.Mark mark;
  private SyncMark.Mark next;
  private final CorruptChunks corrupt;
  private long lastEnd = SegmentHeader.BYTES;

  /** So many ids take 10 MB; more are found again by whoever reads them. */
  private static final int MOST_LOST = 100_000;

  /** Chunks of which a record is damaged; another may be sound. */
  private final Set<ChunkId> lost = new LinkedHashSet<>();

  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SlabPool.SLAB_BYTES);

  Recovery(SegmentFiles files, LogState state, SyncMark.Mark mark, CorruptChunks corrupt) {
    this.files = files;
    this.state = state;
    this.mark = mark;
    this.next = mark;
    this.corrupt = corrupt;
  }

  /**
   * Reads what the index does not cover.
   *
   * @return the highest file number that was ever in use
   */
  long replay(Optional<Manifest> covered) throws IOException {
    long fromSegment = covered.map(Manifest::segment).orElse(0L);
    long fromPosition = covered.map(Manifest::position).orElse((long) SegmentHeader.BYTES);
    state.raiseGeneration(mark.generation());
    NavigableSet<Long> numbers = files.segmentNumbers();
    long highest = Math.max(mark.segment(), numbers.isEmpty() ? 0 : numbers.last());
    // What was compacted after the index had been written.
    state.retainSegments(numbers);
    for (long number : numbers) {
      if (number >= fromSegment) {
        boolean last = number == numbers.last();
        replaySegment(number, number == fromSegment ? fromPosition : SegmentHeader.BYTES, last);
      }
    }
    reportLost();
    AtomicLong highestWhole = new AtomicLong(Math.max(highest, state.highestNumber()));
    files.eachWhole(
        file ->
            SegmentFiles.number(file).ifPresent(n -> highestWhole.accumulateAndGet(n, Math::max)));
    if (!numbers.isEmpty()) {
      next = new SyncMark.Mark(numbers.last(), lastEnd, state.highestGeneration());
    }
    return highestWhole.get();
  }

  /** Removes what was being received when a process ended. */
  void dropIncomplete() throws IOException {
    List<Path> incomplete = new ArrayList<>();
    files.eachWhole(
        file -> {
          if (SegmentFiles.isIncomplete(file)) {
            incomplete.add(file);
          }
        });
    for (Path file : incomplete) {
      Files.delete(file);
    }
  }

  /** A damaged record is a loss only where no sound one has the chunk, and nobody deleted it. */
  private void reportLost() throws IOException {
    for (ChunkId id : lost) {
      if (state.find(id).isEmpty() && !state.isDeleted(id)) {
        corrupt.report(id, "its record is damaged");
      }
    }
  }

  /** Where the log ends: everything before is on stable storage now. */
  SyncMark.Mark end() {
    return next;
  }

  private void replaySegment(long number, long from, boolean last) throws IOException {
    Path file = files.segment(number);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      SegmentScan scan = new SegmentScan(channel);
      scan.segmentHeader().ifPresent(h -> state.raiseGeneration(h.generationFloor()));
      long durable =
          number < mark.segment()
              ? Long.MAX_VALUE
              : number == mark.segment() ? mark.position() : SegmentHeader.BYTES;
      Replay replay = new Replay(channel, number, durable);
      long end = Math.max(from, scan.run(from, replay));
      if (replay.suspectFrom >= 0) {
        end = replay.suspectFrom;
      }
      long fileBytes = channel.size();
      if (end < fileBytes && last && end >= durable) {
        LOG.infof("Segment %d: cut %d bytes that a crash left unfinished", number, fileBytes - end);
        channel.truncate(end);
        channel.force(true);
      } else {
        if (number >= mark.segment()) {
          // What a killed process left in the page cache is sound, but not yet safe: a chunk there
          // must not be vouched for before it is.
          channel.force(true);
        }
        replay.giveUpSuspects();
        if (end < fileBytes) {
          replay.damage(end, fileBytes, scan.lostBetween(end, Math.min(durable, fileBytes)));
        }
      }
      state.segmentBytes(number, channel.size());
      lastEnd = channel.size();
    }
  }

  private final class Replay implements SegmentScan.Visitor {
    private final FileChannel channel;
    private final long number;
    private final long durable;

    /** Bad records that no good one has followed so far. */
    private final List<RecordHeader> suspects = new ArrayList<>();

    private long suspectFrom = -1;

    Replay(FileChannel channel, long number, long durable) {
      this.channel = channel;
      this.number = number;
      this.durable = durable;
    }

    @Override
    public void record(RecordHeader header, long position) throws IOException {
      if (position >= durable && !isSound(header, position)) {
        if (suspectFrom < 0) {
          suspectFrom = position;
        }
        suspects.add(header);
        return;
      }
      giveUpSuspects();
      if (header.kind() == RecordKind.ADOPT && !Files.exists(files.chunk(header.target()))) {
        // Deleted later, perhaps by a record that compaction has dropped since. No other file may
        // get its number: this record would name it at the next rebuild.
        state.raiseNumber(header.target());
        return;
      }
      // A file that nothing names any more is left to the sweep, which knows the end of the story.
      state.apply(header, number, position);
      if (header.kind() != RecordKind.KEEP) {
        // What was found bad before this record was stored anew with it, or deleted.
        corrupt.clear(header.id());
      }
      state.awaitIndex();
      state.checkpointIfDue(number, position + header.extentBytes());
    }

    @Override
    public void damage(long from, long to, List<RecordHeader> headers) {
      giveUpSuspects();
      LOG.errorf("Segment %d: bytes %d to %d are damaged", number, from, to);
      headers.forEach(this::lose);
    }

    private void giveUpSuspects() {
      suspects.forEach(this::lose);
      suspects.clear();
      suspectFrom = -1;
    }

    private void lose(RecordHeader header) {
      if (lost.size() < MOST_LOST) {
        lost.add(header.id());
      }
    }

    private boolean isSound(RecordHeader header, long position) throws IOException {
      if (header.kind() != RecordKind.DATA) {
        return true;
      }
      try {
        new RecordReader(channel, position, header.dataBytes())
            .verify(ByteRange.all(header.dataBytes()), scratch, bytes -> {});
        return true;
      } catch (RecordReader.RotException e) {
        return false;
      }
    }
  }
}
