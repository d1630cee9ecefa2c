package dev.files.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.ChunkAnswer;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.messages.Json;
import dev.files.protocol.security.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes over the wire is not believed: a node on a real socket that answers wrongly. */
class LyingNodeTest {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;
  private static final ChunkId ID = ChunkId.ofBytes(new byte[32]);
  private static final byte[] BYTES = new byte[3 * BLOCK + 100];

  static {
    new Random(1).nextBytes(BYTES);
  }

  @FunctionalInterface
  private interface Lie {
    void tell(HttpExchange exchange) throws IOException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpPool pool =
      new HttpPool(
          HttpPoolSettings.of("test").withSocketTimeout(Duration.ofSeconds(2)),
          new Secrets(List.of("a secret of the tests")));
  private volatile Lie lie = HttpExchange::close;
  private HttpServer server;
  private HttpChunkStore store;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> lie.tell(exchange));
    server.start();
    store =
        new HttpChunkStore(pool, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() throws IOException {
    pool.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private static String checksums(byte[] bytes) {
    int[] values = new int[BlockChecksums.blocksOf(bytes.length)];
    for (int i = 0; i < values.length; i++) {
      int length = Math.min(BLOCK, bytes.length - i * BLOCK);
      values[i] = BlockChecksums.of(ByteBuffer.wrap(bytes, i * BLOCK, length));
    }
    return new BlockChecksums(0, values).toHeader();
  }

  /** Answers as a good node would, then lets the lie change the headers. */
  private void answer(byte[] body, int announced, Lie change) {
    lie =
        exchange -> {
          Headers headers = exchange.getResponseHeaders();
          headers.set("Content-Range", "bytes 0-" + (BYTES.length - 1) + "/" + BYTES.length);
          headers.set(BlockChecksums.HEADER, checksums(BYTES));
          change.tell(exchange);
          exchange.sendResponseHeaders(206, announced);
          exchange.getResponseBody().write(body);
          exchange.close();
        };
  }

  private byte[] read() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    store.read(
        ID,
        ByteRange.all(BYTES.length),
        piece -> {
          byte[] bytes = new byte[piece.remaining()];
          piece.get(bytes);
          all.write(bytes);
        });
    return all.toByteArray();
  }

  private void assertRefused(ProblemType type) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void readsFromAnHonestOne() throws IOException {
    answer(BYTES, BYTES.length, exchange -> {});
    assertThat(read()).isEqualTo(BYTES);
  }

  @Test
  @Timeout(30)
  void waitsForACopyAsLongAsItMayTakeAndForNothingElse() throws IOException {
    lie =
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          awaitLongerThanThePool();
          byte[] answer = Json.write(new ChunkAnswer(ID.toString(), 1, 1));
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        };
    List<CopyRequest.Source> sources = List.of(new CopyRequest.Source("http://other", null));

    assertThat(store.copy(new ChunkRef(ID, 1), sources, Duration.ofSeconds(20)).created()).isTrue();
    assertThatThrownBy(() -> store.copy(ID, sources)).isInstanceOf(IOException.class);
  }

  private static void awaitLongerThanThePool() throws IOException {
    try {
      assertThat(new CountDownLatch(1).await(3, TimeUnit.SECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  @Timeout(30)
  void leavesOneThatTakesNoBytes() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpChunkStore to =
          new HttpChunkStore(pool, URI.create("http://127.0.0.1:" + deaf.getLocalPort()));
      byte[] more = new byte[12 << 20];
      assertThatThrownBy(
              () ->
                  to.store(
                      Optional.empty(),
                      OptionalLong.of(more.length),
                      Channels.newChannel(new ByteArrayInputStream(more))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void takesNoBytesThatDoNotMatchTheirChecksum() {
    for (int at : new int[] {0, BLOCK, BYTES.length - 1}) {
      byte[] flipped = BYTES.clone();
      flipped[at] ^= 1;
      answer(flipped, flipped.length, exchange -> {});
      assertRefused(ProblemType.CORRUPT);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "0;", "1;AAAAAA==", "nonsense", "0;####"})
  void takesNoBytesWithoutChecksums(String header) {
    answer(
        BYTES,
        BYTES.length,
        exchange -> exchange.getResponseHeaders().set(BlockChecksums.HEADER, header));
    assertRefused(ProblemType.CORRUPT);
  }

  @Test
  void takesNoShortBodyForWhole() {
    answer(Arrays.copyOf(BYTES, BLOCK), BYTES.length, exchange -> {});
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
    answer(Arrays.copyOf(BYTES, BLOCK), BLOCK, exchange -> {});
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"bytes 1-5/10", "bytes 0-9/10", "bytes */10", "nonsense", "bytes 5-1/10"})
  void takesNoOtherRange(String range) {
    answer(
        BYTES, BYTES.length, exchange -> exchange.getResponseHeaders().set("Content-Range", range));
    assertThatThrownBy(this::read).isInstanceOfAny(IOException.class, FilesException.class);
  }

  @Test
  void believesOnlyANodesOwnWordThatAChunkIsAbsent() throws IOException {
    lie =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        };
    assertThatThrownBy(() -> store.find(ID)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.keep(ID)).isInstanceOf(IOException.class);
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
    lie =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        };
    assertThat(store.find(ID)).isEmpty();
  }

  @Test
  void followsNoRedirect() {
    lie =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        };
    assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("302");
  }

  @Test
  void passesOnWhenToComeAgain() {
    lie =
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        };
    assertThatThrownBy(() -> store.list(Optional.empty(), 10))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{",
        "null",
        "{}",
        "{\"id\":\"x\",\"size\":1,\"generation\":1}",
        "{\"id\":\"x\",\"size\":1,\"generation\":0}",
        "[]"
      })
  void takesNoMalformedAnswerForSuccess(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    lie =
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        };
    assertThatThrownBy(
            () ->
                store.store(
                    Optional.of(ID),
                    OptionalLong.of(10),
                    Channels.newChannel(new ByteArrayInputStream(new byte[10]))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void givesUpOnOneThatSaysNothing() {
    lie = exchange -> exchange.getRequestBody().transferTo(new ByteArrayOutputStream());
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }
}
