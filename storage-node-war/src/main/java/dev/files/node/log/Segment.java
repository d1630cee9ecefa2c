package dev.files.node.log;

import dev.files.node.disk.DirectFile;
import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The shared segment that the log is being written to. Large records go past the page cache: that
 * saves the kernel a copy and the allocation of pages that nobody may read soon, and leaves nothing
 * dirty. They share no page with the small ones, which go through it; one force covers both.
 */
final class Segment implements AutoCloseable {
  private final SegmentHeader header;
  private final FileChannel channel;
  private final Optional<FileChannel> direct;
  private final Stable stable;
  private long end = SegmentHeader.BYTES;

  private Segment(
      SegmentHeader header, FileChannel channel, Optional<FileChannel> direct, Stable stable) {
    this.header = header;
    this.channel = channel;
    this.direct = direct;
    this.stable = stable;
  }

  /** Makes a new segment; its name is on stable storage when this returns. */
  static Segment create(Path file, SegmentHeader header, Stable stable) throws IOException {
    FileChannel channel =
        Private.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      ByteBuffer page = header.toBytes();
      while (page.hasRemaining()) {
        channel.write(page);
      }
      stable.force(channel);
      Stable.forceDirectory(file.getParent());
      return new Segment(header, channel, DirectFile.open(file), stable);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  long number() {
    return header.number();
  }

  long salt() {
    return header.salt();
  }

  /** Everything before is on stable storage; the next record goes here. */
  long end() {
    return end;
  }

  /** Writes without a force. */
  void write(List<Batch.Run> runs) throws IOException {
    for (Batch.Run run : runs) {
      FileChannel to = run.large() ? direct.orElse(channel) : channel;
      to.position(run.position());
      write(to, run.buffers());
    }
  }

  private static void write(FileChannel to, List<ByteBuffer> buffers) throws IOException {
    ByteBuffer[] rest = buffers.toArray(ByteBuffer[]::new);
    int first = 0;
    while (first < rest.length) {
      to.write(rest, first, rest.length - first);
      while (first < rest.length && !rest[first].hasRemaining()) {
        first++;
      }
    }
  }

  void force(long newEnd) throws IOException {
    stable.force(channel);
    end = newEnd;
  }

  /** Drops what was written behind the end. */
  void cut() throws IOException {
    channel.truncate(end);
    stable.force(channel);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (direct.isPresent()) {
        direct.get().close();
      }
    }
  }
}
