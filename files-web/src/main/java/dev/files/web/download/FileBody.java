package dev.files.web.download;

import dev.files.download.Delivery;
import dev.files.download.Downloads;
import dev.files.http.BodySink;
import dev.files.http.Stepwise;
import dev.files.metadata.FileView;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an answer: ranges of a file, and what frames them where there are several. Each step
 * writes until the client takes no more, or has had its share of the thread.
 */
final class FileBody implements Stepwise {
  /**
   * Others who wait for the thread are let in after so much. The first share is small, and yet
   * whole for most files: of many who come at once, nobody waits for the long ones.
   */
  static final long FIRST_BYTES = 2L << 20;

  static final long BYTES_A_STEP = 8L << 20;

  private final Downloads downloads;
  private final FileView file;
  private final BodySink sink;
  private final Optional<ByteRanges> frame;
  private final Deque<ByteRange> ranges;

  /** What is written before the next bytes of the file. */
  private ByteBuffer framing = ByteBuffer.allocate(0);

  private Optional<Delivery> delivery = Optional.empty();
  private boolean ended;
  private long share = FIRST_BYTES;

  private FileBody(
      Downloads downloads,
      FileView file,
      List<ByteRange> ranges,
      Optional<ByteRanges> frame,
      BodySink sink) {
    this.downloads = downloads;
    this.file = file;
    this.ranges = new ArrayDeque<>(ranges);
    this.frame = frame;
    this.sink = sink;
  }

  static FileBody of(Downloads downloads, FileView file, ByteRange range, BodySink sink) {
    return new FileBody(downloads, file, List.of(range), Optional.empty(), sink);
  }

  static FileBody of(
      Downloads downloads, FileView file, List<ByteRange> ranges, ByteRanges frame, BodySink sink) {
    return new FileBody(downloads, file, ranges, Optional.of(frame), sink);
  }

  @Override
  public Next step() throws IOException {
    long left = share;
    share = BYTES_A_STEP;
    for (Optional<ByteBuffer> next = next(); next.isPresent(); next = next()) {
      int written = left > 0 ? sink.write(next.get()) : 0;
      left -= written;
      if (written == 0) {
        delivery.ifPresent(Delivery::paused);
        return Next.AWAIT_ROOM;
      }
    }
    return Next.DONE;
  }

  private Optional<ByteBuffer> next() throws IOException {
    while (true) {
      if (framing.hasRemaining()) {
        return Optional.of(framing);
      }
      Optional<ByteBuffer> bytes = delivery.isPresent() ? delivery.get().next() : Optional.empty();
      if (bytes.isPresent()) {
        return bytes;
      }
      close();
      if (ended) {
        return Optional.empty();
      }
      begin(Optional.ofNullable(ranges.poll()));
    }
  }

  private void begin(Optional<ByteRange> range) {
    delivery = range.map(part -> downloads.open(file, part));
    framing =
        ByteBuffer.wrap(
            frame.map(by -> range.map(by::before).orElseGet(by::end)).orElseGet(() -> new byte[0]));
    ended = range.isEmpty();
  }

  @Override
  public void close() {
    delivery.ifPresent(Delivery::close);
    delivery = Optional.empty();
  }
}
