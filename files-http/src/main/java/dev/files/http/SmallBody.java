package dev.files.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives a small body whole, holding no thread meanwhile, and then has the request served. */
public final class SmallBody implements Stepwise {
  private static final int PIECE_BYTES = 8 * 1024;

  /** What is done with the body. */
  @FunctionalInterface
  public interface Served {
    void with(byte[] body) throws IOException;
  }

  private final Exchange exchange;
  private final int mostBytes;
  private final Served served;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  /**
   * A body of which nothing has come.
   *
   * @param mostBytes a longer body is handed on with a byte more than that, for its reader to
   *     refuse
   */
  public SmallBody(Exchange exchange, int mostBytes, Served served) {
    this.exchange = exchange;
    this.mostBytes = mostBytes;
    this.served = served;
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
    served.with(received.toByteArray());
    return Next.DONE;
  }

  @Override
  public void close() {
    // What was received goes with the request.
  }
}
