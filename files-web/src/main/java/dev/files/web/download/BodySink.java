package dev.files.web.download;

import dev.files.protocol.chunks.VerifiedBytes;
import io.undertow.io.BufferWritableOutputStream;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of an answer. Over Undertow a direct buffer goes to the socket as it is; elsewhere it is
 * copied through an array.
 */
final class BodySink implements VerifiedBytes {
  private static final int COPY_BYTES = 64 * 1024;

  private final ServletOutputStream stream;
  private long written;

  BodySink(ServletOutputStream stream) {
    this.stream = stream;
  }

  /** Bytes of files, without what frames them. */
  long written() {
    return written;
  }

  void write(byte[] frame) throws IOException {
    stream.write(frame);
  }

  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    written += bytes.remaining();
    if (stream instanceof BufferWritableOutputStream direct) {
      direct.write(bytes);
      return;
    }
    byte[] copy = new byte[Math.min(COPY_BYTES, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int count = Math.min(copy.length, bytes.remaining());
      bytes.get(copy, 0, count);
      stream.write(copy, 0, count);
    }
  }
}
