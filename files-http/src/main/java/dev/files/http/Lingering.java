package dev.files.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads away what a client still sends after it was answered, without a thread, until the body ends
 * or for some time; then breaks the connection. Without the reading, the reset that a close with
 * unread bytes sends could overtake the answer (RFC 9112, section 9.6); a client that sends all
 * before it reads would never see why it was refused.
 */
final class Lingering {
  /** Of the whole, and between two bytes. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** More at once are cut off: those who were refused must not wear the server out. */
  private static final int MOST_AT_ONCE = 256;

  /** How long a client has to read why its connection is closed, when nothing more can be read. */
  private static final long LAST_WORD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int SINK_BYTES = 64 * 1024;

  /** After so many bytes in a row others get their turn. */
  private static final int TURN_BYTES = 4 << 20;

  private static final AtomicInteger AT_ONCE = new AtomicInteger();

  private final Exchange exchange;
  private final Runnable then;
  private final long began = System.nanoTime();
  private XnioExecutor.Key timer = () -> true;
  private boolean over;

  private Lingering(Exchange exchange, Runnable then) {
    this.exchange = exchange;
    this.then = then;
  }

  /** Runs what comes then when the body was received to its end or its connection is broken. */
  static void of(Exchange exchange, Runnable then) {
    if (exchange.isReceived() || exchange.isHeldBack()) {
      then.run();
      return;
    }
    if (!exchange.server.getConnection().isOpen() || AT_ONCE.incrementAndGet() > MOST_AT_ONCE) {
      AT_ONCE.decrementAndGet();
      exchange.abort();
      then.run();
      return;
    }
    if (!exchange.server.isPersistent()) {
      // Who reads until the end need not wait for us.
      exchange.endOutput();
    }
    Lingering lingering = new Lingering(exchange, then);
    exchange.server.getIoThread().execute(lingering::turn);
  }

  /** Breaks a connection on which nothing more can be read, a moment after its answer. */
  static void lastWord(Exchange exchange) {
    exchange.endOutput();
    exchange
        .server
        .getIoThread()
        .executeAfter(exchange::abort, LAST_WORD_NANOS, TimeUnit.NANOSECONDS);
  }

  /** On the I/O thread, like all below. */
  private void turn() {
    if (over) {
      return;
    }
    timer.remove();
    try {
      StreamSourceChannel source = exchange.source();
      ByteBuffer sink = ByteBuffer.allocate(SINK_BYTES);
      int total = 0;
      while (total < TURN_BYTES) {
        int read = source.read(sink.clear());
        // Asked of the exchange: one read more would take bytes of the next request.
        if (read < 0 || exchange.isReceived()) {
          end(false);
          return;
        }
        if (read == 0) {
          break;
        }
        total += read;
      }
      long left = began + LONGEST_NANOS - System.nanoTime();
      if (left <= 0) {
        end(true);
        return;
      }
      timer =
          exchange
              .server
              .getIoThread()
              .executeAfter(() -> end(true), Math.min(left, SILENCE_NANOS), TimeUnit.NANOSECONDS);
      source.getReadSetter().set(channel -> turn());
      source.resumeReads();
    } catch (IOException | RuntimeException e) {
      // The client has gone, or what it sends is no body any more.
      timer =
          exchange
              .server
              .getIoThread()
              .executeAfter(() -> end(true), LAST_WORD_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private void end(boolean breaks) {
    if (over) {
      return;
    }
    over = true;
    timer.remove();
    AT_ONCE.decrementAndGet();
    if (breaks) {
      exchange.abort();
    } else {
      exchange.source().suspendReads();
    }
    then.run();
  }
}
