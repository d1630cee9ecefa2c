package dev.files.web.http;

import dev.files.http.BodySink;
import dev.files.http.Stepwise;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An answer whose body may be long and is made in pieces, each when the client has taken the one
 * before: a client that takes nothing holds one piece and no thread.
 */
public final class PieceByPiece implements Stepwise {
  /** What makes the pieces, of some ten KiB each. */
  public interface Pieces {
    /** All in one. */
    static Pieces of(byte[] whole) {
      return new Pieces() {
        private boolean made;

        @Override
        public boolean hasNext() {
          return !made;
        }

        @Override
        public ByteBuffer next() {
          made = true;
          return ByteBuffer.wrap(whole);
        }
      };
    }

    boolean hasNext();

    ByteBuffer next() throws IOException;
  }

  private static final String ATTRIBUTE = PieceByPiece.class.getName();

  private final Pieces pieces;
  private final HttpServletResponse response;
  private final BodySink sink;
  private Optional<ByteBuffer> piece = Optional.empty();

  public PieceByPiece(Pieces pieces, HttpServletResponse response, BodySink sink) {
    this.pieces = pieces;
    this.response = response;
    this.sink = sink;
  }

  /**
   * Has a request answered with the pieces when its resource has returned, for a resource can only
   * write all at once, and waits for the client meanwhile. It returns the head alone: status and
   * headers.
   */
  public static void leave(HttpServletRequest request, Pieces pieces) {
    request.setAttribute(ATTRIBUTE, pieces);
  }

  /** The pieces that a resource left to be sent. */
  static Optional<Pieces> left(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Pieces pieces && !isHead(request)
        ? Optional.of(pieces)
        : Optional.empty();
  }

  private static boolean isHead(HttpServletRequest request) {
    return request.getMethod().equals("HEAD");
  }

  /** One piece, then others may have the thread: making it costs more than sending it. */
  @Override
  public Next step() throws IOException {
    if (piece.filter(ByteBuffer::hasRemaining).isEmpty()) {
      boolean first = piece.isEmpty();
      piece = Optional.of(pieces.next());
      if (first && !pieces.hasNext()) {
        response.setContentLength(piece.get().remaining());
      }
    }
    sink.write(piece.get());
    return piece.get().hasRemaining() || pieces.hasNext() ? Next.AWAIT_ROOM : Next.DONE;
  }

  @Override
  public void close() {
    // Nothing but memory is held.
  }
}
