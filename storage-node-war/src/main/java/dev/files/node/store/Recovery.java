package dev.files.node.store;

import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
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
   * @return the highest file number in use
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
    AtomicLong highestWhole = new AtomicLong(highest);
    List<Path> incomplete = new ArrayList<>();
    files.eachWhole(
        file -> {
          SegmentFiles.number(file).ifPresent(n -> highestWhole.accumulateAndGet(n, Math::max));
          if (SegmentFiles.isIncomplete(file)) {
            incomplete.add(file);
          }
        });
    for (Path file : incomplete) {
      Files.delete(file);
    }
    if (!numbers.isEmpty()) {
      next = new SyncMark.Mark(numbers.last(), lastEnd, state.highestGeneration());
    }
    return highestWhole.get();
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
          LOG.errorf("Segment %d: %d bytes at its end are damaged", number, fileBytes - end);
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
        // Deleted later, perhaps by a record that compaction has dropped since.
        return;
      }
      state
          .apply(header, number, position)
          .ifPresent(
              place -> {
                // The unlink may not have outlived the crash; it is safe to repeat.
                deleteChunk(place.number());
              });
      state.checkpointIfDue(number, position + header.extentBytes());
    }

    @Override
    public void damage(long from, long to, List<RecordHeader> lost) {
      giveUpSuspects();
      LOG.errorf("Segment %d: bytes %d to %d are damaged", number, from, to);
      lost.forEach(header -> corrupt.report(header.id(), "its record is damaged"));
    }

    private void giveUpSuspects() {
      suspects.forEach(header -> corrupt.report(header.id(), "its record is damaged"));
      suspects.clear();
      suspectFrom = -1;
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

  private void deleteChunk(long number) {
    try {
      files.deleteChunk(number);
    } catch (IOException e) {
      LOG.warnf(e, "The file of chunk %d could not be removed", number);
    }
  }
}
