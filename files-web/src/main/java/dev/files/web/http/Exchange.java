package dev.files.web.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/** What the servlet API cannot say to the server: give me the channel, break the connection. */
public final class Exchange {
  /** What a refused sender may have under way is read up to here, so that it sees the answer. */
  static final long MAX_LEFTOVER_BYTES = 64L << 20;

  static final long MAX_LEFTOVER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int SINK_BYTES = 64 * 1024;
  private static final AttachmentKey<StreamSourceChannel> BODY =
      AttachmentKey.create(StreamSourceChannel.class);

  private final HttpServerExchange exchange;

  private Exchange(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  /** The exchange of this thread; empty on another server than Undertow. */
  public static Optional<Exchange> current() {
    return Optional.ofNullable(ServletRequestContext.current())
        .map(context -> new Exchange(context.getExchange()));
  }

  /** Whether the whole request was read, or there is no body. */
  boolean complete() {
    return exchange.isRequestComplete();
  }

  /** The body's channel, the same one each time; empty when a stream took it. */
  Optional<StreamSourceChannel> body() {
    StreamSourceChannel taken = exchange.getAttachment(BODY);
    if (taken == null && exchange.isRequestChannelAvailable()) {
      taken = exchange.getRequestChannel();
      exchange.putAttachment(BODY, taken);
    }
    return Optional.ofNullable(taken);
  }

  /**
   * Breaks the connection, so that the client sees a failed transfer and never a short one that
   * looks whole.
   */
  void abort() {
    IoUtils.safeClose(exchange.getConnection());
  }

  /**
   * Reads what the client still sends after it was answered, a little and not for long, then breaks
   * the connection. Without the reading, the reset could overtake the answer; without the bound, a
   * refused sender would hold a thread for as long as it likes.
   */
  void readLeftovers() {
    try {
      if (drained(body())) {
        return;
      }
    } catch (IOException e) {
      // The client has gone: all the same.
    }
    abort();
  }

  private boolean drained(Optional<StreamSourceChannel> body) throws IOException {
    if (body.isEmpty()) {
      return false;
    }
    ByteBuffer sink = ByteBuffer.allocate(SINK_BYTES);
    long deadline = System.nanoTime() + MAX_LEFTOVER_NANOS;
    long total = 0;
    while (total < MAX_LEFTOVER_BYTES) {
      int read = body.get().read(sink.clear());
      // Asked of the exchange: one more read would already take bytes of the next request.
      if (read < 0 || complete()) {
        return true;
      }
      total += read;
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      if (read == 0) {
        body.get().awaitReadable(left, TimeUnit.NANOSECONDS);
      }
    }
    return false;
  }
}
