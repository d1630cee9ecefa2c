package dev.files.protocol.client;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A request body that a channel yields, moved with one copy between channel and socket stream. A
 * channel that yields another number of bytes than announced breaks the request off before its last
 * byte, so that the server cannot take it for whole.
 */
final class ChannelBody extends AbstractHttpEntity {
  /** What the JDK moves in one system call: more only leaves the cache. */
  private static final int PIECE_BYTES = 128 * 1024;

  private final ReadableByteChannel bytes;
  private final OptionalLong size;

  ChannelBody(ReadableByteChannel bytes, OptionalLong size) {
    super(ContentType.APPLICATION_OCTET_STREAM, null, size.isEmpty());
    this.bytes = bytes;
    this.size = size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long left = size.orElse(Long.MAX_VALUE);
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, left)];
    ByteBuffer into = ByteBuffer.wrap(piece);
    while (left > 0) {
      into.clear().limit((int) Math.min(piece.length, left));
      if (bytes.read(into) < 0) {
        if (size.isPresent()) {
          throw mismatch("fewer");
        }
        return;
      }
      left -= into.position();
      if (left == 0) {
        expectEnd();
      }
      out.write(piece, 0, into.position());
    }
    if (size.orElse(1) == 0) {
      expectEnd();
    }
  }

  private void expectEnd() throws IOException {
    ByteBuffer beyond = ByteBuffer.allocate(1);
    int read;
    do {
      read = bytes.read(beyond);
    } while (read == 0);
    if (read > 0) {
      throw mismatch("more");
    }
  }

  private FilesException mismatch(String found) {
    return new FilesException(
        ProblemType.MISMATCH,
        "The size was announced as " + size.getAsLong() + " bytes, but " + found + " came");
  }

  @Override
  public long getContentLength() {
    return size.orElse(-1);
  }

  @Override
  public InputStream getContent() {
    return Channels.newInputStream(bytes);
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public void close() {
    // The channel is its owner's.
  }
}
