package dev.files.node.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of a request, received straight into the reader's buffer.
 *
 * <p>Undertow's own channel is used where there is one: it fills direct buffers without a copy and,
 * unlike the servlet's stream, lets a read be given up when the sender stalls.
 */
abstract class RequestBody implements ReadableByteChannel {
  /** How much of an unwanted body is read away so that its connection can serve on. */
  static final long MAX_UNWANTED_BYTES = 8L * 1024 * 1024;

  private static final int SCRATCH_BYTES = 64 * 1024;

  private final Pace pace;
  private boolean ended;

  private RequestBody(Pace pace) {
    this.pace = pace;
  }

  /**
   * The body of the request; its bytes are not asked for (100 Continue) before the first read.
   *
   * @param maxBytes a longer body is cut off by the server
   */
  static RequestBody of(HttpServletRequest request, long maxBytes, Pace pace) throws IOException {
    ServletRequestContext context = ServletRequestContext.current();
    if (context == null) {
      return new OfStream(Channels.newChannel(request.getInputStream()), pace);
    }
    return new OfUndertow(context.getExchange(), maxBytes, pace);
  }

  /**
   * @throws FilesException TOO_SLOW
   * @throws PeerGone when the body broke off before its announced end
   */
  @Override
  public final int read(ByteBuffer into) throws IOException {
    if (ended) {
      return -1;
    }
    int read;
    try {
      read = receive(into, pace);
    } catch (IOException e) {
      ended = true;
      throw e instanceof PeerGone ? e : new PeerGone(e);
    }
    if (read < 0) {
      ended = true;
    } else {
      pace.moved(read);
    }
    return read;
  }

  abstract int receive(ByteBuffer into, Pace pace) throws IOException;

  /** Whether the sender still waits for a word before it sends. */
  abstract boolean isHeldBack();

  /**
   * Reads away what is left, up to {@link #MAX_UNWANTED_BYTES}, so that the answer reaches a sender
   * that is still busy sending instead of being overtaken by a reset.
   *
   * @return whether the end was reached
   */
  boolean drain() throws IOException {
    if (isHeldBack()) {
      return false;
    }
    ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    long read = 0;
    while (!ended && read <= MAX_UNWANTED_BYTES) {
      read += Math.max(0, read(scratch.clear()));
    }
    return ended;
  }

  @Override
  public boolean isOpen() {
    return !ended;
  }

  @Override
  public void close() {
    // The connection is the server's.
  }

  private static FilesException tooSlow() {
    return new FilesException(
        ProblemType.TOO_SLOW, "The body came more slowly than the node's least rate");
  }

  private static final class OfUndertow extends RequestBody {
    private final HttpServerExchange exchange;
    private StreamSourceChannel channel;

    OfUndertow(HttpServerExchange exchange, long maxBytes, Pace pace) {
      super(pace);
      this.exchange = exchange;
      exchange.setMaxEntitySize(maxBytes);
    }

    @Override
    int receive(ByteBuffer into, Pace pace) throws IOException {
      if (channel == null) {
        channel = exchange.getRequestChannel();
        if (channel == null) {
          throw new IllegalStateException("the request's channel is taken");
        }
      }
      while (true) {
        int read = channel.read(into);
        if (read != 0 || !into.hasRemaining()) {
          return read;
        }
        long left = pace.leftNanos();
        if (left <= 0) {
          throw tooSlow();
        }
        channel.awaitReadable(left, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    boolean isHeldBack() {
      return HttpContinue.requiresContinueResponse(exchange)
          && !HttpContinue.isContinueResponseSent(exchange);
    }
  }

  /**
   * For a container that is not Undertow: one copy more, and its read timeout is the only bound.
   */
  private static final class OfStream extends RequestBody {
    private final ReadableByteChannel stream;

    OfStream(ReadableByteChannel stream, Pace pace) {
      super(pace);
      this.stream = stream;
    }

    @Override
    int receive(ByteBuffer into, Pace pace) throws IOException {
      if (pace.leftNanos() <= 0) {
        throw tooSlow();
      }
      return stream.read(into);
    }

    @Override
    boolean isHeldBack() {
      return false;
    }
  }
}
