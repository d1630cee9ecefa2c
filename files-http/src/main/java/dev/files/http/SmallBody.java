package dev.files.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A small body that is received whole, holding no thread meanwhile. */
public final class SmallBody implements Stepwise {
  private static final int PIECE_BYTES = 8 * 1024;

  private final Exchange exchange;
  private final int mostBytes;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  /**
   * A body of which nothing has come.
   *
   * @param mostBytes of a longer body one byte more is received, for its reader to refuse it
   */
  public SmallBody(Exchange exchange, int mostBytes) {
    this.exchange = exchange;
    this.mostBytes = mostBytes;
  }

  /** What was received. */
  public byte[] bytes() {
    return received.toByteArray();
  }

  @Override
  public Next step() throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    while (received.size() <= mostBytes) {
      piece.clear().limit(Math.min(PIECE_BYTES, mostBytes + 1 - received.size()));
      int read = exchange.read(piece);
      if (read == 0) {
        return Next.AWAIT_BYTES;
      }
      if (read < 0) {
        break;
      }
      received.write(piece.array(), 0, read);
    }
    return Next.DONE;
  }

  @Override
  public void close() {
    // What was received goes with the request.
  }
}
