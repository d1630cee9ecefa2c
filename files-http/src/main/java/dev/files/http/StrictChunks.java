package dev.files.http;

import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body in chunked coding, read strictly as RFC 9112, section 7.1 has it, in place of the server's
 * own decoder, which takes bare line feeds, skips what follows a chunk's data, and reads a size
 * that is none as the end: what two servers in a row read differently smuggles requests.
 *
 * <pre>
 * chunked-body = *chunk last-chunk trailer-section CRLF
 * chunk        = 1*HEXDIG [ chunk-ext ] CRLF data CRLF
 * last-chunk   = 1*"0" [ chunk-ext ] CRLF
 * </pre>
 *
 * Extensions and trailers are bounded and skipped.
 */
final class StrictChunks extends AbstractStreamSourceConduit<StreamSourceConduit> {
  /** 2^60 bytes and more are no size. */
  private static final int MAX_SIZE_DIGITS = 15;

  private static final int MAX_EXTENSION_BYTES = 1024;
  private static final int MAX_TRAILER_BYTES = 8 * 1024;

  private static final AttachmentKey<Boolean> MALFORMED = AttachmentKey.create(Boolean.class);

  private enum At {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_LF,
    END,
    /** Malformed: nothing that comes can be trusted. */
    BROKEN
  }

  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private At at = At.SIZE;
  private long size;
  private int digits;
  private int skipped;
  private boolean trailerLineIsEmpty = true;

  /** Received, and not looked at yet; null when there is nothing of the kind. */
  private PooledByteBuffer ahead;

  private StrictChunks(HttpServerExchange exchange, HttpServerConnection connection) {
    super(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
    this.exchange = exchange;
    this.connection = connection;
  }

  /** Puts itself in the place of the server's decoder for this request. */
  static void install(HttpServerExchange exchange, HttpServerConnection connection) {
    exchange.addRequestWrapper((factory, of) -> new StrictChunks(of, connection));
  }

  /** Whether what was read of the request's body is no chunked coding. */
  static boolean isMalformed(HttpServerExchange exchange) {
    return exchange.getAttachment(MALFORMED) != null;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      return decode(into);
    } catch (IOException | RuntimeException | Error e) {
      if (e instanceof MalformedBody) {
        exchange.putAttachment(MALFORMED, true);
      }
      exchange.setPersistent(false);
      at = At.BROKEN;
      free();
      throw e;
    }
  }

  private int decode(ByteBuffer into) throws IOException {
    if (at == At.BROKEN) {
      throw new MalformedBody("it was malformed before");
    }
    int start = into.position();
    while (at != At.END && into.hasRemaining()) {
      if (at == At.DATA && ahead == null && size >= into.remaining()) {
        // The rest of a chunk goes straight to its reader.
        int read = received(next.read(into));
        size -= read;
        if (read == 0) {
          break;
        }
      } else {
        if (!lookAhead()) {
          break;
        }
        consume(ahead.getBuffer(), into);
        if (ahead != null && !ahead.getBuffer().hasRemaining()) {
          free();
        }
      }
      if (at == At.DATA && size == 0) {
        at = At.DATA_CR;
      }
    }
    int moved = into.position() - start;
    return moved == 0 && at == At.END ? -1 : moved;
  }

  /** False: nothing has come. */
  private boolean lookAhead() throws IOException {
    if (ahead != null) {
      return true;
    }
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    boolean kept = false;
    try {
      kept = received(next.read(pooled.getBuffer())) > 0;
    } finally {
      if (kept) {
        pooled.getBuffer().flip();
        ahead = pooled;
      } else {
        pooled.close();
      }
    }
    return kept;
  }

  private static int received(int read) throws IOException {
    if (read < 0) {
      throw new IOException("the body broke off before its last chunk");
    }
    return read;
  }

  private void consume(ByteBuffer from, ByteBuffer into) throws IOException {
    while (from.hasRemaining() && at != At.END) {
      if (at == At.DATA) {
        int count = (int) Math.min(size, Math.min(from.remaining(), into.remaining()));
        into.put(into.position(), from, from.position(), count);
        into.position(into.position() + count);
        from.position(from.position() + count);
        size -= count;
        if (size > 0) {
          return;
        }
        at = At.DATA_CR;
      } else {
        take(from.get() & 0xff);
      }
    }
    if (at == At.END) {
      finish();
    }
  }

  private void take(int b) throws IOException {
    switch (at) {
      case SIZE -> sizeDigit(b);
      case EXTENSION -> {
        if (b == '\r') {
          at = At.SIZE_LF;
        } else {
          skip(b, MAX_EXTENSION_BYTES, "a chunk's extension");
        }
      }
      case SIZE_LF -> {
        expect('\n', b, "after a chunk's size");
        skipped = 0;
        at = size == 0 ? At.TRAILER : At.DATA;
      }
      case DATA_CR -> {
        expect('\r', b, "after a chunk's data");
        at = At.DATA_LF;
      }
      case DATA_LF -> {
        expect('\n', b, "after a chunk's data");
        digits = 0;
        at = At.SIZE;
      }
      case TRAILER -> {
        if (b == '\r') {
          at = At.TRAILER_LF;
        } else {
          skip(b, MAX_TRAILER_BYTES, "the trailers");
          trailerLineIsEmpty = false;
        }
      }
      case TRAILER_LF -> {
        expect('\n', b, "in the trailers");
        at = trailerLineIsEmpty ? At.END : At.TRAILER;
        trailerLineIsEmpty = true;
      }
      default -> throw new IllegalStateException("no byte is taken at " + at);
    }
  }

  private void sizeDigit(int b) throws IOException {
    int value = b < 0x80 ? Character.digit(b, 16) : -1;
    if (value >= 0) {
      size = digits == 0 ? value : size * 16 + value;
      digits++;
      if (digits > MAX_SIZE_DIGITS) {
        throw new MalformedBody("a chunk's size has too many digits");
      }
      return;
    }
    if (digits == 0) {
      throw new MalformedBody("a chunk's size is missing");
    }
    switch (b) {
      case '\r' -> at = At.SIZE_LF;
      case ';', ' ', '\t' -> at = At.EXTENSION;
      default -> throw new MalformedBody("a chunk's size is not hexadecimal");
    }
  }

  private void skip(int b, int most, String where) throws IOException {
    if ((b < 0x20 && b != '\t') || b == 0x7f) {
      throw new MalformedBody("a control character in " + where);
    }
    skipped++;
    if (skipped > most) {
      throw new MalformedBody(where + " are longer than " + most + " bytes");
    }
  }

  private static void expect(int wanted, int found, String where) throws IOException {
    if (wanted != found) {
      throw new MalformedBody("no CRLF " + where);
    }
  }

  /** What came behind the body is the next request's. */
  private void finish() {
    if (ahead != null && ahead.getBuffer().hasRemaining()) {
      connection.ungetRequestBytes(ahead);
      ahead = null;
    } else {
      free();
    }
    Connectors.terminateRequest(exchange);
  }

  private void free() {
    if (ahead != null) {
      ahead.close();
      ahead = null;
    }
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
  }

  @Override
  public void resumeReads() {
    if (ahead == null) {
      super.resumeReads();
    } else {
      super.wakeupReads();
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead == null) {
      super.awaitReadable();
    }
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) throws IOException {
    if (ahead == null) {
      super.awaitReadable(time, unit);
    }
  }

  @Override
  public void terminateReads() throws IOException {
    free();
    if (at != At.END) {
      exchange.setPersistent(false);
    }
    super.terminateReads();
  }
}
