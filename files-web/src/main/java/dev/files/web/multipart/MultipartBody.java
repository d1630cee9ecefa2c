package dev.files.web.multipart;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The parts of a multipart body, one after the other. The content of a part is read before the next
 * part is asked for; what was left of it is skipped.
 *
 * <p>How bytes move: a read goes from the source into the reader's buffer, {@value #MAX_READ_BYTES}
 * bytes at most, and the boundary is searched there. What stands behind the boundary, and an end
 * that may be the beginning of one, move into {@code ahead} and are served first next time. So
 * bytes are copied only around boundaries. The body begins as if a line had just ended: the text
 * before the first boundary is then a content like any other, to be thrown away.
 */
public final class MultipartBody {
  static final int MAX_READ_BYTES = 128 * 1024;

  /** All headers of one part. */
  static final int MAX_HEADER_BYTES = 8 * 1024;

  /** Before the first and behind the last boundary; nobody sends more than a line there. */
  static final int MAX_OUTSIDE_BYTES = 64 * 1024;

  /** A part costs a transaction's row and some work each. */
  static final int MAX_PARTS = 1000;

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

  private enum State {
    CONTENT,
    BOUNDARY,
    END
  }

  private final ReadableByteChannel source;
  private final Needle delimiter;

  /** Bytes read from the source and not yet delivered; always ready to be read from. */
  private final ByteBuffer ahead = ByteBuffer.allocate(MAX_READ_BYTES + MAX_HEADER_BYTES).limit(0);

  private State state = State.CONTENT;
  private int parts;

  /**
   * Begins to read.
   *
   * @param contentType the value of the request's {@code Content-Type}
   * @throws FilesException UNSUPPORTED_MEDIA when it is no multipart/form-data, BAD_REQUEST when it
   *     has no valid boundary
   */
  public static MultipartBody of(String contentType, ReadableByteChannel source) {
    return new MultipartBody(source, HeaderValue.boundary(contentType));
  }

  MultipartBody(ReadableByteChannel source, String boundary) {
    this.source = source;
    this.delimiter = new Needle(("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII));
    ahead.clear().put(LINE_END).flip();
  }

  /**
   * The next part; empty behind the last one.
   *
   * @throws FilesException BAD_REQUEST when the body is malformed or ends too early
   */
  public Optional<Part> next() throws IOException {
    if (state == State.CONTENT) {
      skipContent();
    }
    if (state == State.END || !anotherPart()) {
      return Optional.empty();
    }
    if (++parts > MAX_PARTS) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "The form has more than " + MAX_PARTS + " parts");
    }
    PartHeaders headers = PartHeaders.parse(headerBlock());
    state = State.CONTENT;
    return Optional.of(new Part(headers, new Content(parts)));
  }

  private void skipContent() throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(MAX_OUTSIDE_BYTES);
    for (long skipped = 0; read(sink.clear()) >= 0; skipped += sink.position()) {
      if (parts == 0 && skipped > MAX_OUTSIDE_BYTES) {
        throw malformed("there is too much before the first boundary");
      }
    }
  }

  /** Behind a boundary: whether a part follows (a line end) or nothing more (two hyphens). */
  private boolean anotherPart() throws IOException {
    require(2);
    if (ahead.get(ahead.position()) == '-' && ahead.get(ahead.position() + 1) == '-') {
      state = State.END;
      skipEpilogue();
      return false;
    }
    while (true) {
      require(2);
      byte b = ahead.get();
      if (b == '\r' && ahead.get(ahead.position()) == '\n') {
        // Kept, so that a part without headers ends at once like any other.
        ahead.position(ahead.position() - 1);
        return true;
      }
      // Transport padding (RFC 2046, section 5.1.1).
      if (b != ' ' && b != '\t') {
        throw malformed("a boundary is followed by something else than a line end");
      }
    }
  }

  /** The header lines, each ended by CRLF; the empty line behind them is consumed. */
  private byte[] headerBlock() throws IOException {
    Needle end = new Needle(HEADERS_END);
    int found = end.find(ahead, ahead.position(), ahead.limit());
    while (found < 0) {
      if (ahead.remaining() > MAX_HEADER_BYTES) {
        throw malformed("the headers of a part are longer than " + MAX_HEADER_BYTES + " bytes");
      }
      fill(MAX_HEADER_BYTES);
      found = end.find(ahead, ahead.position(), ahead.limit());
    }
    int length = found + LINE_END.length - ahead.position();
    if (length > MAX_HEADER_BYTES) {
      throw malformed("the headers of a part are longer than " + MAX_HEADER_BYTES + " bytes");
    }
    byte[] block = new byte[length];
    ahead.get(block).position(ahead.position() + LINE_END.length);
    return block;
  }

  private void skipEpilogue() throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(MAX_HEADER_BYTES);
    for (long skipped = 0; source.read(sink.clear()) >= 0; skipped += sink.position()) {
      if (skipped > MAX_OUTSIDE_BYTES) {
        throw malformed("there is too much behind the last boundary");
      }
    }
  }

  /** Content of the current part into the buffer; -1 at its end. */
  private int read(ByteBuffer into) throws IOException {
    if (state != State.CONTENT) {
      return -1;
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    return ahead.hasRemaining() ? readAhead(into) : readSource(into);
  }

  private int readSource(ByteBuffer into) throws IOException {
    int start = into.position();
    int limit = into.limit();
    into.limit(Math.min(limit, start + MAX_READ_BYTES));
    int read = source.read(into);
    into.limit(limit);
    if (read < 0) {
      throw truncated();
    }
    int end = into.position();
    int found = delimiter.find(into, start, end);
    int keep = found >= 0 ? found : end - delimiter.partialAtEnd(into, start, end);
    // The boundary itself goes ahead too: it is consumed in one place only.
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
      fill(delimiter.length());
    }
  }

  private void require(int bytes) throws IOException {
    while (ahead.remaining() < bytes) {
      fill(MAX_HEADER_BYTES);
    }
  }

  private void fill(int most) throws IOException {
    ahead.compact();
    ahead.limit(Math.min(ahead.capacity(), ahead.position() + most));
    int read = source.read(ahead);
    ahead.flip();
    if (read < 0) {
      throw truncated();
    }
  }

  private static FilesException truncated() {
    return malformed("it ends before the last boundary");
  }

  private static FilesException malformed(String what) {
    return new FilesException(ProblemType.BAD_REQUEST, "The multipart body is malformed: " + what);
  }

  /** The content of one part; ended when the next part was asked for. */
  private final class Content implements ReadableByteChannel {
    private final int part;

    Content(int part) {
      this.part = part;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return part == parts ? MultipartBody.this.read(into) : -1;
    }

    @Override
    public boolean isOpen() {
      return part == parts;
    }

    @Override
    public void close() {}
  }
}
