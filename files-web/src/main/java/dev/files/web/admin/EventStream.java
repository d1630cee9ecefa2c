package dev.files.web.admin;

import dev.files.events.Event;
import dev.files.events.Events;
import dev.files.http.Exchange;
import dev.files.http.Stepwise;
import dev.files.protocol.messages.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The events as they happen, as server-sent events (HTML Standard, section 9.2). Between two looks
 * a listener holds a socket, and no thread.
 */
final class EventStream implements Stepwise {
  /** Of silence, then a comment tells proxies and us that the other side is there. */
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** How soon a browser comes again after the stream broke off. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  /**
   * The first event.
   *
   * @param resumed false: all recent ones follow, those too that the client may have already
   */
  private record Begin(String front, boolean resumed) {}

  private final Events events;
  private final Exchange exchange;
  private final BooleanSupplier mayGoOn;
  private final LongSupplier nanoTime;
  private final Runnable left;
  private ByteBuffer unsent;
  private boolean flushed = true;
  private long seen;
  private long lastSent;

  /**
   * A stream of which nothing was sent.
   *
   * @param lastId of the last event that the client has, perhaps of another front; may be empty
   * @param mayGoOn asked every {@link #HEARTBEAT}
   * @param left run when it is over
   */
  EventStream(
      Events events,
      Exchange exchange,
      String front,
      String lastId,
      BooleanSupplier mayGoOn,
      LongSupplier nanoTime,
      Runnable left) {
    this.events = events;
    this.exchange = exchange;
    this.mayGoOn = mayGoOn;
    this.nanoTime = nanoTime;
    this.left = left;
    this.seen = seen(lastId);
    this.lastSent = nanoTime.getAsLong();
    this.unsent =
        bytes(
            "retry: "
                + RETRY.toMillis()
                + "\nevent: begin\ndata: "
                + json(new Begin(front, seen > 0))
                + "\n");
  }

  private long seen(String lastId) {
    String prefix = events.series() + '-';
    if (lastId.startsWith(prefix)) {
      try {
        return Math.max(0, Long.parseLong(lastId.substring(prefix.length())));
      } catch (NumberFormatException e) {
        // Not one of ours: from the beginning.
      }
    }
    return 0;
  }

  @Override
  public Next step() throws IOException {
    if (!unsent.hasRemaining() && flushed) {
      if (isQuiet() && !mayGoOn.getAsBoolean()) {
        return Next.DONE;
      }
      events.look();
      unsent = next();
    }
    if (unsent.hasRemaining()) {
      exchange.write(unsent);
      flushed = false;
    }
    if (!flushed) {
      flushed = exchange.flush();
    }
    return unsent.hasRemaining() || !flushed ? Next.AWAIT_ROOM : Next.AWAIT_MOMENT;
  }

  private boolean isQuiet() {
    return nanoTime.getAsLong() - lastSent >= HEARTBEAT.toNanos();
  }

  private ByteBuffer next() {
    List<Event> news = events.after(seen);
    if (news.isEmpty() && !isQuiet()) {
      return ByteBuffer.allocate(0);
    }
    StringBuilder text = new StringBuilder(news.isEmpty() ? ":\n\n" : "");
    for (Event event : news) {
      seen = event.number();
      text.append("id: ").append(events.series()).append('-').append(seen);
      text.append("\nevent: ").append(EventJson.kind(event));
      text.append("\ndata: ").append(json(EventJson.of(event))).append('\n');
    }
    lastSent = nanoTime.getAsLong();
    return bytes(text.toString());
  }

  /** One line, its end included. */
  private static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    left.run();
  }
}
