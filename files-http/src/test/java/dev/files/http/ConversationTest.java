package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of slow clients, and of those that go away. */
class ConversationTest {
  private static final int BIG = 16 << 20;

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger longest = new AtomicInteger();
  private EdgeServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private void start(int threads, Map<String, String> settings) throws Exception {
    server =
        new EdgeServer(
            threads,
            settings,
            (request, response) -> {
              Exchange exchange = Exchange.current();
              if (request.getMethod().equals("GET")) {
                response.setContentLength(BIG);
                Conversation.start(request, response, new Sending(exchange));
              } else {
                Conversation.start(
                    request,
                    response,
                    new Counting(
                        exchange,
                        count -> {
                          byte[] body = (count + " bytes").getBytes(StandardCharsets.US_ASCII);
                          response.setStatus(201);
                          response.setContentLength(body.length);
                          response.getOutputStream().write(body);
                        }));
              }
            });
  }

  /** Counts itself in and out. */
  private abstract class Counted implements Stepwise {
    Counted() {
      int now = open.incrementAndGet();
      longest.accumulateAndGet(now, Math::max);
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  private final class Sending extends Counted {
    private final Exchange exchange;
    private final ByteBuffer bytes;
    private int left;

    /** Sends a lot. */
    Sending(Exchange exchange) {
      this(exchange, ByteBuffer.allocateDirect(64 * 1024).limit(0));
      left = BIG;
    }

    /** Sends these. */
    Sending(Exchange exchange, ByteBuffer bytes) {
      this.exchange = exchange;
      this.bytes = bytes;
      this.left = bytes.remaining();
    }

    @Override
    public Next step() throws IOException {
      while (left > 0) {
        if (!bytes.hasRemaining()) {
          bytes.clear().limit(Math.min(bytes.capacity(), left));
        }
        int written = exchange.write(bytes);
        left -= written;
        if (written == 0) {
          return Next.AWAIT_ROOM;
        }
      }
      return Next.DONE;
    }
  }

  /** Answers with a number of bytes. */
  private interface Answer {
    void with(long count) throws IOException;
  }

  private final class Counting extends Counted {
    private final Exchange exchange;
    private final Answer answer;
    private long count;

    Counting(Exchange exchange, Answer answer) {
      this.exchange = exchange;
      this.answer = answer;
    }

    @Override
    public Next step() throws IOException {
      ByteBuffer into = ByteBuffer.allocate(16 * 1024);
      int read;
      while ((read = exchange.read(into.clear())) > 0) {
        count += read;
      }
      if (read == 0) {
        return Next.AWAIT_BYTES;
      }
      answer.with(count);
      return Next.DONE;
    }
  }

  private static String put(int length) {
    return "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }

  @Test
  void aConnectionThatIsKeptHoldsNoMemoryOfItsLastAnswer() throws Exception {
    int length = 1 << 20;
    AtomicReference<WeakReference<byte[]>> sent = new AtomicReference<>();
    server =
        new EdgeServer(
            2,
            Map.of(),
            (request, response) -> {
              byte[] bytes = new byte[length];
              sent.set(new WeakReference<>(bytes));
              response.setContentLength(length);
              Conversation.start(
                  request, response, new Sending(Exchange.current(), ByteBuffer.wrap(bytes)));
            });
    try (Socket socket = server.connect()) {
      EdgeServer.send(socket, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
      InputStream in = socket.getInputStream();
      for (long left = length; left > 0; ) {
        left -= in.read(new byte[length]);
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (sent.get().get() != null && System.nanoTime() < deadline) {
        System.gc();
      }
      assertThat(sent.get().get()).isNull();
      EdgeServer.send(socket, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(in.read()).isNotNegative();
    }
  }

  @Test
  void moreStalledClientsThanThreadsDoNotHinderOthers() throws Exception {
    start(2, Map.of());
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket sender = server.connect();
        EdgeServer.send(sender, put(1000) + "abc");
        stalled.add(sender);
        Socket reader = server.connect();
        EdgeServer.send(reader, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        stalled.add(reader);
      }
      await(() -> open.get() == 200);

      try (Socket good = server.connect()) {
        EdgeServer.send(good, put(5) + "hello");
        assertThat(EdgeServer.answer(good)).startsWith("HTTP/1.1 201 ").endsWith("5 bytes");
      }
      for (Socket socket : stalled) {
        if (stalled.indexOf(socket) % 2 == 0) {
          EdgeServer.send(socket, "d".repeat(997));
          assertThat(EdgeServer.answer(socket)).endsWith("1000 bytes");
        } else {
          readAll(socket);
        }
      }
      await(() -> open.get() == 0);
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void givesBackWhatAClientHeldThatGoesAway() throws Exception {
    start(2, Map.of());
    try (Socket sender = server.connect();
        Socket reader = server.connect()) {
      EdgeServer.send(sender, put(1000) + "abc");
      EdgeServer.send(reader, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
      await(() -> open.get() == 2);
    }
    await(() -> open.get() == 0);
  }

  @Test
  void endsAnUploadThatIsTooSlowWithItsReason() throws Exception {
    start(2, Map.of("FILES_PATIENCE_SECONDS", "1", "FILES_LEAST_BYTES_PER_SECOND", "100"));
    try (Socket sender = server.connect()) {
      EdgeServer.send(sender, put(1000) + "abc");

      assertThat(EdgeServer.answer(sender))
          .startsWith("HTTP/1.1 408 ")
          .contains("urn:files:problem:too-slow");
    }
    await(() -> open.get() == 0);
  }

  @Test
  void breaksADownloadThatIsTooSlow() throws Exception {
    start(2, Map.of("FILES_PATIENCE_SECONDS", "1", "FILES_LEAST_BYTES_PER_SECOND", "100"));
    try (Socket reader = server.connect()) {
      EdgeServer.send(reader, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
      await(() -> longest.get() == 1 && open.get() == 0);
    }
  }

  @Test
  void servesRequestAfterRequestOfOneConnection() throws Exception {
    start(2, Map.of());
    try (Socket socket = server.connect()) {
      for (int i = 0; i < 20; i++) {
        EdgeServer.send(socket, put(6) + "abc");
        await(() -> open.get() == 1);
        EdgeServer.send(socket, "def");
        assertThat(EdgeServer.answer(socket)).endsWith("6 bytes");
        EdgeServer.send(socket, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        readAll(socket);
      }
    }
  }

  @Test
  void asksForABodyThatIsHeldBack() throws Exception {
    start(2, Map.of());
    try (Socket socket = server.connect()) {
      EdgeServer.send(
          socket,
          "PUT /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(EdgeServer.answer(socket)).startsWith("HTTP/1.1 100 ");
      EdgeServer.send(socket, "abc");
      assertThat(EdgeServer.answer(socket)).startsWith("HTTP/1.1 201 ");
    }
  }

  private static void readAll(Socket socket) throws IOException {
    assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
    InputStream in = socket.getInputStream();
    long left = BIG;
    byte[] piece = new byte[1 << 20];
    while (left > 0) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      assertThat(read).isPositive();
      left -= read;
    }
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = socket.getInputStream().read();
      assertThat(b).isNotNegative();
      head.append((char) b);
    }
    return head.toString();
  }

  /** A condition. */
  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
