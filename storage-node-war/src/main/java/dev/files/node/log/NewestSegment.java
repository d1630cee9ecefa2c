package dev.files.node.log;

import dev.files.node.disk.Stable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The segment that is written to, if any, and the mark that says how far it is on stable storage.
 * For the log's thread alone, but for its number.
 */
final class NewestSegment {
  private static final Logger LOG = Logger.getLogger(NewestSegment.class);

  private final SegmentFiles files;
  private final LogState state;
  private final SyncMark mark;
  private final Stable stable;
  private final AtomicLong numbers;
  private final SecureRandom random = new SecureRandom();
  private Optional<Segment> open = Optional.empty();
  private volatile long number;

  /** Where a segment must still be cut, because that failed with it. */
  private Optional<SyncMark.Mark> uncut = Optional.empty();

  NewestSegment(
      SegmentFiles files, LogState state, SyncMark mark, Stable stable, AtomicLong numbers) {
    this.files = files;
    this.state = state;
    this.mark = mark;
    this.stable = stable;
    this.numbers = numbers;
  }

  /** Empty when the next record begins a new one. */
  Optional<Segment> open() {
    return open;
  }

  /** Of the one that is being written, or the last one that was. */
  long number() {
    return number;
  }

  Segment begin() throws IOException {
    long next = numbers.incrementAndGet();
    SegmentHeader header =
        new SegmentHeader(false, next, random.nextLong(), state.highestGeneration());
    Segment segment = Segment.create(files.segment(next), header, stable);
    open = Optional.of(segment);
    number = next;
    state.segmentBytes(next, segment.end());
    writeMark(segment);
    mark.force();
    return segment;
  }

  /** The segment is on stable storage to its present end. */
  void writeMark(Segment segment) throws IOException {
    mark.write(new SyncMark.Mark(segment.number(), segment.end(), state.highestGeneration()));
  }

  /** Nothing more is written to it. */
  void seal() {
    if (open.isPresent()) {
      try {
        open.get().close();
      } catch (IOException e) {
        LOG.warnf(e, "Segment %d could not be closed", open.get().number());
      }
      open = Optional.empty();
    }
  }

  /** Seals it where it was last forced. */
  void abandon(Segment segment) {
    try {
      segment.cut();
    } catch (IOException | RuntimeException e) {
      LOG.warnf(e, "Segment %d could not be cut", segment.number());
      uncut = Optional.of(new SyncMark.Mark(segment.number(), segment.end(), 0));
    }
    seal();
  }

  /**
   * Cuts off what may have been written and was never forced. As long as this fails the bytes are
   * in the page cache, look sound, and may be nowhere else.
   */
  void cutWhatFailed() throws IOException {
    if (uncut.isPresent()) {
      Path file = files.segment(uncut.get().segment());
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(uncut.get().position());
        stable.force(channel);
      }
      uncut = Optional.empty();
    }
  }
}
