package dev.files.web;

import dev.files.download.Delivery;
import dev.files.download.Downloads;
import dev.files.metadata.FileView;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Downloads out of {@link MemoryFiles}, with a fault to set. */
final class MemoryDownloads extends Downloads {
  private static final int BUFFER_BYTES = 100_000;

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger pauses = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  private final MemoryFiles files;
  volatile Optional<URI> node = Optional.empty();

  /** Fails when so many bytes of the file were sent. */
  volatile long failAt = Long.MAX_VALUE;

  MemoryDownloads(MemoryFiles files) {
    this.files = files;
  }

  @Override
  public Delivery open(FileView file, ByteRange range) {
    byte[] bytes = files.bytes(file);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    opened.incrementAndGet();
    return new Delivery() {
      private long at = range.offset();

      @Override
      public Optional<ByteBuffer> next() {
        if (!buffer.hasRemaining()) {
          if (at == range.end()) {
            return Optional.empty();
          }
          if (at >= failAt) {
            throw new FilesException(ProblemType.CORRUPT, "no replica is left");
          }
          int count = (int) Math.min(buffer.capacity(), range.end() - at);
          buffer.clear().put(bytes, (int) at, count).flip();
          at += count;
        }
        return Optional.of(buffer);
      }

      @Override
      public void paused() {
        pauses.incrementAndGet();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Override
  public Optional<URI> redirect(FileView file, boolean inline) {
    return node;
  }
}
