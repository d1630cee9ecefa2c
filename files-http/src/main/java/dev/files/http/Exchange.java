package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.Trace;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * What the servlet API cannot say to the server: the channels of a request and its answer, how slow
 * they may be, and that the connection is to be broken.
 */
public final class Exchange implements BodySource, BodySink {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final AttachmentKey<Exchange> KEY = AttachmentKey.create(Exchange.class);
  private static final HttpString REQUEST_ID = new HttpString(Trace.REQUEST_ID);
  private static final HttpString TRACEPARENT = new HttpString(Trace.TRACEPARENT);

  final HttpServerExchange server;
  private final LeastRate arriving;
  private final LeastRate leaving;
  private StreamSourceChannel source;
  private StreamSinkChannel sink;
  private boolean hasBegun;
  private long received;
  private Optional<Trace> trace = Optional.empty();

  private Exchange(HttpServerExchange server, LeastRate.Terms terms) {
    this.server = server;
    this.arriving = new LeastRate(terms);
    this.leaving = new LeastRate(terms);
  }

  /** The exchange that this thread serves. */
  public static Exchange current() {
    return of(ServletRequestContext.requireCurrent().getExchange());
  }

  static Exchange of(HttpServerExchange server) {
    Exchange known = server.getAttachment(KEY);
    if (known == null) {
      known = new Exchange(server, Edge.terms(server));
      server.putAttachment(KEY, known);
    }
    return known;
  }

  /** What a request is for, for who has no servlet. */
  public static Trace traceOf(HttpServerExchange server) {
    return of(server).trace();
  }

  /** Bytes of the request's body that were taken, decoded. */
  static long received(HttpServerExchange server) {
    Exchange known = server.getAttachment(KEY);
    return known == null ? 0 : known.received;
  }

  /** What is done here is done for. */
  public Trace trace() {
    if (trace.isEmpty()) {
      trace = Optional.of(Trace.of(only(REQUEST_ID), only(TRACEPARENT)));
    }
    return trace.get();
  }

  /** A header that may stand there once (W3C Trace Context, section 3.2). */
  private Optional<String> only(HttpString name) {
    HeaderValues values = server.getRequestHeaders().get(name);
    return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** The answer names the request, for whoever reports its failure. */
  void nameInAnswer() {
    server.getResponseHeaders().put(REQUEST_ID, trace().request());
  }

  /** Whether the whole request was received, or has no body. */
  public boolean isReceived() {
    return server.isRequestComplete();
  }

  /** Whether the client waits for a word before it sends its body (RFC 9110, section 10.1.1). */
  public boolean isHeldBack() {
    return HttpContinue.requiresContinueResponse(server)
        && !HttpContinue.isContinueResponseSent(server);
  }

  /**
   * Breaks the connection, so that the client sees a failed transfer and never a short one that
   * looks whole.
   */
  public void abort() {
    IoUtils.safeClose(server.getConnection());
  }

  /** The connection ends with this answer, and the answer says so (RFC 9112, section 9.6). */
  void closeAfterwards() {
    server.setPersistent(false);
    server.getResponseHeaders().put(Headers.CONNECTION, "close");
  }

  /** Tells the client that nothing more comes; what it sends is still received. */
  void endOutput() {
    if (server.getConnection() instanceof HttpServerConnection connection) {
      try {
        connection.getOriginalSinkConduit().terminateWrites();
        connection.getOriginalSinkConduit().flush();
      } catch (IOException e) {
        // The server has done it already, or the client has gone: reading will tell.
        LOG.debug("the output cannot be ended", e);
      }
    }
  }

  StreamSourceChannel source() {
    if (source == null) {
      source = server.getRequestChannel();
      if (source == null) {
        throw new IllegalStateException("the request's channel was taken by somebody else");
      }
    }
    return source;
  }

  StreamSinkChannel sink() {
    if (sink == null) {
      sink = server.getResponseChannel();
      if (sink == null) {
        throw new IllegalStateException("the answer's channel was taken by somebody else");
      }
    }
    return sink;
  }

  LeastRate arriving() {
    return arriving;
  }

  LeastRate leaving() {
    return leaving;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      int read = source().read(into);
      arriving.moved(Math.max(0, read));
      received += Math.max(0, read);
      return read;
    } catch (MalformedBody e) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "The body is not in chunked coding: " + e.getMessage(), e);
    }
  }

  /**
   * Reads, and waits while nothing is there. Holds the thread.
   *
   * @throws FilesException TOO_SLOW
   */
  public int readOrWait(ByteBuffer into) throws IOException {
    int read = read(into);
    while (read == 0) {
      long before = System.nanoTime();
      source().awaitReadable(arriving.leftNanos(), TimeUnit.NANOSECONDS);
      if (!arriving.isMetAfter(System.nanoTime() - before)) {
        throw new FilesException(ProblemType.TOO_SLOW, "The client was slower than " + arriving);
      }
      read = read(into);
    }
    return read;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int written = hasBegun ? sink().write(bytes) : writeFirst(bytes);
    leaving.moved(written);
    return written;
  }

  /**
   * What leaves with the headers is copied into memory of the server's, for it remembers the buffer
   * as long as the connection lasts, and with it all memory that the buffer is a part of.
   */
  private int writeFirst(ByteBuffer bytes) throws IOException {
    try (PooledByteBuffer pooled = server.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer first = pooled.getBuffer().clear();
      int length = Math.min(first.capacity(), bytes.remaining());
      first.put(0, bytes, bytes.position(), length).limit(length);
      int written = sink().write(first);
      bytes.position(bytes.position() + written);
      hasBegun = written > 0;
      return written;
    }
  }

  @Override
  public long send(FileChannel file, long position, long count) throws IOException {
    if (file.size() < position + count) {
      throw new IllegalStateException("the file ends before what is to be sent of it");
    }
    long sent =
        sink == null ? sendFirst(file, position, count) : sink.transferFrom(file, position, count);
    leaving.moved(sent);
    return sent;
  }

  /**
   * The first bytes are copied, into one packet train with the headers: a small answer leaves in
   * one system call.
   */
  private long sendFirst(FileChannel file, long position, long count) throws IOException {
    try (PooledByteBuffer pooled = server.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer first = pooled.getBuffer().clear();
      first.limit((int) Math.min(first.capacity(), count));
      file.read(first, position);
      return sink().write(first.flip());
    }
  }

  /**
   * Has what was written leave, although more is to come.
   *
   * @return false: bytes are left that the client does not take now
   */
  public boolean flush() throws IOException {
    return sink().flush();
  }

  /**
   * Ends the answer's body.
   *
   * @return false: bytes are left that the client does not take now
   */
  boolean finish() throws IOException {
    sink().shutdownWrites();
    return sink().flush();
  }

  boolean isAnswering() {
    return sink != null;
  }
}
