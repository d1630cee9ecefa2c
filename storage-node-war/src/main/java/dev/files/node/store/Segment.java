package dev.files.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The shared segment that the log is being written to. */
final class Segment implements AutoCloseable {
  private final SegmentHeader header;
  private final FileChannel channel;
  private final Stable stable;
  private long end = SegmentHeader.BYTES;

  private Segment(SegmentHeader header, FileChannel channel, Stable stable) {
    this.header = header;
    this.channel = channel;
    this.stable = stable;
  }

  /** Makes a new segment; its name is on stable storage when this returns. */
  static Segment create(Path file, SegmentHeader header, Stable stable) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      ByteBuffer page = header.toBytes();
      while (page.hasRemaining()) {
        channel.write(page);
      }
      stable.force(channel);
      Stable.forceDirectory(file.getParent());
      return new Segment(header, channel, stable);
    } catch (IOException | RuntimeException e) {
      channel.close();
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

  /** Appends without a force. */
  void write(List<ByteBuffer> buffers) throws IOException {
    ByteBuffer[] rest = buffers.toArray(ByteBuffer[]::new);
    int first = 0;
    channel.position(end);
    while (first < rest.length) {
      channel.write(rest, first, rest.length - first);
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
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
