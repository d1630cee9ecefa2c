package dev.files.web.multipart;

import dev.files.http.BodySource;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The parts of a multipart body, one after the other, as far as their bytes have come: nothing here
 * waits for the client. The content of a part is read before the next part is asked for; what was
 * left of it is skipped.
 *
 * <p>How bytes move: a read goes from the source into the reader's buffer, {@value #MAX_READ_BYTES}
 * bytes at most, and the boundary is searched there. What stands behind the boundary, and an end
 * that may be the beginning of one, move into {@code ahead} and are served first next time. So
 * bytes are copied only around boundaries. The body begins as if a line had just ended: the text
 * before the first boundary is then a content like any other, to be thrown away.
 */
public final class MultipartBody {
  /** What {@link #next} found. */
  public enum Found {
    /** A part begins. */
    PART,
    /** The body is over. */
    END,
    /** Nothing yet: the bytes that would tell have not come. */
    NOTHING
  }

  static final int MAX_READ_BYTES = 128 * 1024;

  /** All headers of one part. */
  static final int MAX_HEADER_BYTES = 8 * 1024;

  /** Before the first and behind the last boundary; nobody sends more than a line there. */
  static final int MAX_OUTSIDE_BYTES = 64 * 1024;

  /** A part costs a transaction's row and some work each. */
  static final int MAX_PARTS = 1000;

  /** What is kept while nothing lies ahead: a slow client holds no more. */
  private static final int LITTLE = 512;

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

  private enum State {
    CONTENT,
    /** Right behind a boundary. */
    BOUNDARY,
    /** Behind a boundary and a space. */
    PADDING,
    HEADERS,
    EPILOGUE,
    END
  }

  private final BodySource source;
  private final Needle delimiter;
  private final Needle headersEnd = new Needle(HEADERS_END);

  /** Bytes read from the source and not yet delivered; always ready to be read from. */
  private ByteBuffer ahead = ByteBuffer.allocate(LITTLE).put(LINE_END).flip();

  private State state = State.CONTENT;
  private int parts;

  /** Bytes outside of parts that were thrown away. */
  private long skipped;

  private PartHeaders headers;

  /**
   * Begins to read.
   *
   * @param contentType the value of the request's {@code Content-Type}
   * @throws FilesException UNSUPPORTED_MEDIA when it is no multipart/form-data, BAD_REQUEST when it
   *     has no valid boundary
   */
  public static MultipartBody of(String contentType, BodySource source) {
    return new MultipartBody(source, HeaderValue.boundary(contentType));
  }

  MultipartBody(BodySource source, String boundary) {
    this.source = source;
    this.delimiter = new Needle(("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Looks for the next part.
   *
   * @throws FilesException BAD_REQUEST when the body is malformed or ends too early
   */
  public Found next() throws IOException {
    boolean come = true;
    while (come && state != State.END) {
      State before = state;
      come =
          switch (state) {
            case CONTENT -> skipContent();
            case BOUNDARY -> passBoundary();
            case PADDING -> passPadding();
            case HEADERS -> parseHeaders();
            case EPILOGUE -> skipEpilogue();
            case END -> true;
          };
      if (before == State.HEADERS && come) {
        return Found.PART;
      }
    }
    return come ? Found.END : Found.NOTHING;
  }

  /** The headers of the part that was found last. */
  public PartHeaders headers() {
    return headers;
  }

  /**
   * Moves content of the part that was found last.
   *
   * @param into with room
   * @return bytes moved; 0: none are there now; -1: the end of the part
   */
  public int read(ByteBuffer into) throws IOException {
    if (state != State.CONTENT) {
      return -1;
    }
    return ahead.hasRemaining() ? readAhead(into) : readSource(into);
  }

  // Each of the following does all that the bytes that have come allow, and tells whether it could
  // do its part to the end.

  private boolean skipContent() throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(MAX_HEADER_BYTES);
    while (true) {
      int read = read(sink.clear());
      if (read <= 0) {
        return read < 0;
      }
      skipped += read;
      if (parts == 0 && skipped > MAX_OUTSIDE_BYTES) {
        throw malformed("there is too much before the first boundary");
      }
    }
  }

  /** Whether a part follows (a line end) or nothing more (two hyphens). */
  private boolean passBoundary() throws IOException {
    if (!hasCome(2)) {
      return false;
    }
    boolean last = ahead.get(ahead.position()) == '-' && ahead.get(ahead.position() + 1) == '-';
    state = last ? State.EPILOGUE : State.PADDING;
    skipped = 0;
    return true;
  }

  private boolean passPadding() throws IOException {
    while (hasCome(2)) {
      byte b = ahead.get();
      if (b == '\r' && ahead.get(ahead.position()) == '\n') {
        // Kept, so that a part without headers ends at once like any other.
        ahead.position(ahead.position() - 1);
        state = State.HEADERS;
        return true;
      }
      // Transport padding (RFC 2046, section 5.1.1).
      if (b != ' ' && b != '\t') {
        throw malformed("a boundary is followed by something else than a line end");
      }
    }
    return false;
  }

  /** The header lines, each ended by CRLF; the empty line behind them is consumed. */
  private boolean parseHeaders() throws IOException {
    int found = headersEnd.find(ahead, ahead.position(), ahead.limit());
    while (found < 0) {
      if (ahead.remaining() > MAX_HEADER_BYTES) {
        throw malformed("the headers of a part are longer than " + MAX_HEADER_BYTES + " bytes");
      }
      if (fill(MAX_HEADER_BYTES) == 0) {
        return false;
      }
      found = headersEnd.find(ahead, ahead.position(), ahead.limit());
    }
    int length = found + LINE_END.length - ahead.position();
    if (length > MAX_HEADER_BYTES) {
      throw malformed("the headers of a part are longer than " + MAX_HEADER_BYTES + " bytes");
    }
    if (++parts > MAX_PARTS) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "The form has more than " + MAX_PARTS + " parts");
    }
    byte[] block = new byte[length];
    ahead.get(block).position(ahead.position() + LINE_END.length);
    headers = PartHeaders.parse(block);
    state = State.CONTENT;
    return true;
  }

  private boolean skipEpilogue() throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(MAX_HEADER_BYTES);
    while (true) {
      int read = source.read(sink.clear());
      if (read == 0) {
        return false;
      }
      if (read < 0) {
        state = State.END;
        return true;
      }
      skipped += read;
      if (skipped > MAX_OUTSIDE_BYTES) {
        throw malformed("there is too much behind the last boundary");
      }
    }
  }

  private int readSource(ByteBuffer into) throws IOException {
    if (ahead.capacity() > LITTLE) {
      ahead = ByteBuffer.allocate(LITTLE).limit(0);
    }
    int start = into.position();
    int limit = into.limit();
    into.limit(Math.min(limit, start + MAX_READ_BYTES));
    int read = source.read(into);
    into.limit(limit);
    if (read < 0) {
      throw truncated();
    }
    if (read == 0) {
      return 0;
    }
    int end = into.position();
    int found = delimiter.find(into, start, end);
    int keep = found >= 0 ? found : end - delimiter.partialAtEnd(into, start, end);
    // The boundary itself goes ahead too: it is consumed in one place only.
    if (end - keep > ahead.capacity()) {
      ahead = ByteBuffer.allocate(end - keep);
    }
    ahead.clear();
    ahead.put(into.duplicate().position(keep).limit(end)).flip();
    into.position(keep);
    return keep > start ? keep - start : readAhead(into);
  }

  private int readAhead(ByteBuffer into) throws IOException {
    while (true) {
      int start = ahead.position();
      int found = delimiter.find(ahead, start, ahead.limit());
      if (found == start) {
        ahead.position(start + delimiter.length());
        state = State.BOUNDARY;
        return -1;
      }
      int end =
          found >= 0 ? found : ahead.limit() - delimiter.partialAtEnd(ahead, start, ahead.limit());
      if (end > start) {
        int count = Math.min(end - start, into.remaining());
        into.put(ahead.duplicate().limit(start + count));
        ahead.position(start + count);
        return count;
      }
      // Only as much as decides whether this is a boundary: the rest need not be copied.
      if (fill(delimiter.length()) == 0) {
        return 0;
      }
    }
  }

  private boolean hasCome(int bytes) throws IOException {
    while (ahead.remaining() < bytes) {
      if (fill(MAX_HEADER_BYTES) == 0) {
        return false;
      }
    }
    return true;
  }

  private int fill(int most) throws IOException {
    if (ahead.capacity() - ahead.remaining() < most) {
      ahead = ByteBuffer.allocate(ahead.remaining() + most).put(ahead);
    } else {
      ahead.compact();
    }
    ahead.limit(ahead.position() + most);
    int read = source.read(ahead);
    ahead.flip();
    if (read < 0) {
      throw truncated();
    }
    return read;
  }

  private static FilesException truncated() {
    return malformed("it ends before the last boundary");
  }

  private static FilesException malformed(String what) {
    return new FilesException(ProblemType.BAD_REQUEST, "The multipart body is malformed: " + what);
  }
}
