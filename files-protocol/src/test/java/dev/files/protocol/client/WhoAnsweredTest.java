package dev.files.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.files.protocol.ChunkId;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.ChunkAnswer;
import dev.files.protocol.messages.InventoryPage;
import dev.files.protocol.messages.Json;
import dev.files.protocol.security.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that says yes to everything, under one name or another. */
class WhoAnsweredTest {
  private static final NodeId NODE = new NodeId("a".repeat(32));
  private static final DirectoryId DATA = new DirectoryId("d".repeat(32));
  private static final byte[] BYTES = new byte[100];
  private static final ChunkId ID = ChunkId.ofBytes(new byte[32]);

  /** One of the calls that a node has. */
  interface Ask {
    Object of(HttpChunkStore store) throws IOException;
  }

  record Named(String name, Ask ask) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final HttpPool pool =
      new HttpPool(HttpPoolSettings.of("test"), new Secrets(List.of("a secret of the tests")));
  private final Map<String, String> says = new ConcurrentHashMap<>();
  private final Map<String, String> heard = new ConcurrentHashMap<>();
  private Optional<ProblemType> refusal = Optional.empty();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    pool.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    for (String name : List.of(NodeHeaders.NODE, NodeHeaders.DIRECTORY, NodeHeaders.PROTOCOL)) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> heard.put(name, value));
    }
    says.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = body(exchange);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(BYTES.length));
      exchange.getResponseHeaders().set(HttpChunkStore.GENERATION_HEADER, "5");
      exchange.sendResponseHeaders(refusal.isPresent() ? refusal.get().status() : 200, -1);
    } else {
      exchange.sendResponseHeaders(status(exchange), body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private int status(HttpExchange exchange) {
    return refusal
        .map(ProblemType::status)
        .orElse(exchange.getRequestHeaders().containsKey("Range") ? 206 : 200);
  }

  private byte[] body(HttpExchange exchange) {
    if (refusal.isPresent()) {
      exchange.getResponseHeaders().set("Content-Type", Problem.MEDIA_TYPE);
      return Json.write(Problem.of(refusal.get(), "refused"));
    }
    if (exchange.getRequestHeaders().containsKey("Range")) {
      exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/100");
      exchange
          .getResponseHeaders()
          .set(
              BlockChecksums.HEADER,
              new BlockChecksums(0, new int[] {BlockChecksums.of(ByteBuffer.wrap(BYTES))})
                  .toHeader());
      return BYTES;
    }
    boolean lists =
        exchange.getRequestMethod().equals("GET")
            && exchange.getRequestURI().getPath().equals("/chunk");
    ChunkAnswer chunk = new ChunkAnswer(ID.toString(), BYTES.length, 5);
    return Json.write(lists ? new InventoryPage(List.of(chunk)) : chunk);
  }

  private HttpChunkStore store(int protocol) {
    return new HttpChunkStore(
        pool,
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        new Addressee(Optional.of(NODE), Optional.of(DATA), protocol));
  }

  static Stream<Named> everyCall() {
    return Stream.of(
        new Named(
            "store",
            store ->
                store.store(
                    Optional.of(ID),
                    OptionalLong.of(BYTES.length),
                    Channels.newChannel(new ByteArrayInputStream(BYTES)))),
        new Named("keep", store -> store.keep(ID)),
        new Named("find", store -> store.find(ID)),
        new Named(
            "read",
            store -> {
              store.read(ID, ByteRange.all(BYTES.length), bytes -> {});
              return true;
            }),
        new Named("delete", store -> store.delete(ID, new Generation(5))),
        new Named("list", store -> store.list(Optional.empty(), 10)),
        new Named("copy", store -> store.copy(ID, URI.create("http://other"))));
  }

  private void assertUnknown(Named call, int protocol) {
    assertThatThrownBy(() -> call.ask().of(store(protocol)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(NODE.hex());
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void takesTheAnswerOfTheNodeThatWasAsked(Named call) throws IOException {
    says.put(NodeHeaders.NODE, NODE.hex());
    says.put(NodeHeaders.DIRECTORY, DATA.hex());
    assertThat(call.ask().of(store(NodeHeaders.NAMED))).isNotEqualTo(Optional.empty());
    assertThat(heard)
        .containsEntry(NodeHeaders.NODE, NODE.hex())
        .containsEntry(NodeHeaders.DIRECTORY, DATA.hex())
        .containsEntry(NodeHeaders.PROTOCOL, "2");
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void takesNoAnswerOfAnotherNode(Named call) {
    says.put(NodeHeaders.NODE, "b".repeat(32));
    assertUnknown(call, NodeHeaders.NAMED);
    assertUnknown(call, NodeHeaders.UNNAMED);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void takesNoAnswerFromOtherData(Named call) {
    says.put(NodeHeaders.NODE, NODE.hex());
    says.put(NodeHeaders.DIRECTORY, "e".repeat(32));
    assertUnknown(call, NodeHeaders.NAMED);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void takesNoAnswerWithoutAName(Named call) {
    assertUnknown(call, NodeHeaders.NAMED);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void takesAnswersWithoutANameFromNodesOfTheVersionBefore(Named call) throws IOException {
    assertThat(call.ask().of(store(NodeHeaders.UNNAMED))).isNotEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void anotherNodeThatDoesNotHaveTheChunkSaysNothingAboutThisOne(Named call) {
    says.put(NodeHeaders.NODE, "b".repeat(32));
    refusal = Optional.of(ProblemType.NOT_FOUND);
    assertUnknown(call, NodeHeaders.NAMED);
    says.clear();
    assertUnknown(call, NodeHeaders.NAMED);
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void aNodeThatIsNotTheOneMeantLeavesTheOutcomeUnknown(Named call) {
    says.put(NodeHeaders.NODE, NODE.hex());
    refusal = Optional.of(ProblemType.MISDIRECTED);
    assertThatThrownBy(() -> call.ask().of(store(NodeHeaders.NAMED)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatIsNotTakenFreesItsConnection() throws IOException {
    try (HttpPool one =
        new HttpPool(
            HttpPoolSettings.of("test").withConnections(1, 1),
            new Secrets(List.of("a secret of the tests")))) {
      HttpChunkStore store =
          new HttpChunkStore(
              one,
              URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
              new Addressee(Optional.of(NODE), Optional.of(DATA), NodeHeaders.NAMED));
      says.put(NodeHeaders.NODE, "b".repeat(32));
      assertThatThrownBy(() -> store.keep(ID)).hasMessageContaining(NODE.hex());
      says.put(NodeHeaders.NODE, NODE.hex());
      assertThat(store.keep(ID)).isPresent();
    }
  }

  @Test
  void aServerThatIsNotUpYetMayBeAskedAgain() {
    refusal = Optional.of(ProblemType.UNAVAILABLE);
    assertThatThrownBy(() -> store(NodeHeaders.NAMED).keep(ID))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
  }
}
