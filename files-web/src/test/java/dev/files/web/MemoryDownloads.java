package dev.files.web;

import dev.files.download.Downloads;
import dev.files.metadata.FileView;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Downloads out of {@link MemoryFiles}, with a fault to set. */
final class MemoryDownloads extends Downloads {
  private static final int BUFFER_BYTES = 100_000;

  private final MemoryFiles files;
  volatile Optional<URI> node = Optional.empty();

  /** Fails when so many bytes of the file were sent. */
  volatile long failAt = Long.MAX_VALUE;

  MemoryDownloads(MemoryFiles files) {
    this.files = files;
  }

  @Override
  public void send(FileView file, ByteRange range, VerifiedBytes out) throws IOException {
    byte[] bytes = files.bytes(file);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    for (long at = range.offset(); at < range.end(); at += buffer.limit()) {
      if (at >= failAt) {
        throw new FilesException(ProblemType.CORRUPT, "no replica is left");
      }
      int count = (int) Math.min(buffer.capacity(), range.end() - at);
      buffer.clear().put(bytes, (int) at, count).flip();
      out.accept(buffer);
    }
  }

  @Override
  public Optional<URI> redirect(FileView file, boolean inline) {
    return node;
  }
}
