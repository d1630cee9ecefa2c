package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.files.nodes.NodeStart;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.http.NodeHeaders;
import dev.files.protocol.messages.ChunkAnswer;
import dev.files.protocol.messages.CopyRequest;
import dev.files.protocol.messages.Json;
import dev.files.protocol.security.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At the URL of a node somebody answers, who says yes and names whom he likes. */
class HttpNodeStoresTest {
  private static final NodeId NODE = new NodeId("a".repeat(32));
  private static final DirectoryId DATA = new DirectoryId("d".repeat(32));
  private static final ChunkId ID = ChunkId.ofBytes(new byte[32]);

  private final HttpNodeStores stores =
      new HttpNodeStores(new Secrets(List.of("a secret of the tests")));
  private final Map<String, String> says = new ConcurrentHashMap<>();
  private final Map<String, String> heard = new ConcurrentHashMap<>();
  private final List<CopyRequest> copies = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    says.put(NodeHeaders.NODE, NODE.hex());
    says.put(NodeHeaders.DIRECTORY, DATA.hex());
  }

  @AfterEach
  void stop() throws IOException {
    stores.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    heard.clear();
    for (String name : List.of(NodeHeaders.NODE, NodeHeaders.DIRECTORY, NodeHeaders.PROTOCOL)) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> heard.put(name, value));
    }
    if (exchange.getRequestURI().getPath().endsWith("/copy")) {
      copies.add(Json.read(exchange.getRequestBody(), 10_000, CopyRequest.class));
    }
    says.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = Json.write(new ChunkAnswer(ID.toString(), 100, 5));
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private NodeView node(NodeStart start) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new NodeView(
        NODE, url, url, "host", "zone", 100, 0, 0, false, Instant.EPOCH, 100, false, start);
  }

  private NodeView named() {
    return node(new NodeStart(Optional.of(DATA), NodeHeaders.NAMED));
  }

  /** Both ways to the node's store. */
  private List<ChunkStore> ways(NodeView node) {
    return List.of(stores.reading(node), stores.writing(node));
  }

  @Test
  void saysWhomItMeans() throws IOException {
    for (ChunkStore store : ways(named())) {
      assertThat(store.keep(ID)).isPresent();
      assertThat(heard)
          .containsEntry(NodeHeaders.NODE, NODE.hex())
          .containsEntry(NodeHeaders.DIRECTORY, DATA.hex())
          .containsEntry(NodeHeaders.PROTOCOL, "2");
    }
  }

  @Test
  void takesNoAnswerOfAnotherNodeOrOfNobody() {
    says.put(NodeHeaders.NODE, "b".repeat(32));
    assertNoAnswer();
    says.clear();
    assertNoAnswer();
  }

  @Test
  void takesNoAnswerOfANodeThatHasOtherData() {
    says.put(NodeHeaders.DIRECTORY, "e".repeat(32));
    assertNoAnswer();
  }

  private void assertNoAnswer() {
    for (ChunkStore store : ways(named())) {
      assertThatThrownBy(() -> store.keep(ID)).isExactlyInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> stores.copy(new ChunkRef(ID, 100), named(), named()))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void takesAnswersWithoutANameFromANodeThatToldOfNone() throws IOException {
    says.clear();
    for (ChunkStore store : ways(node(NodeStart.UNTOLD))) {
      assertThat(store.keep(ID)).isPresent();
    }
  }

  @Test
  void copiesFromTheNodesThatItMeans() throws IOException {
    List<NodeView> from = new ArrayList<>();
    FakeNodes.of(2).active().forEach(from::add);
    assertThat(stores.copy(new ChunkRef(ID, 100), from, named()).id()).isEqualTo(ID);
    assertThat(copies)
        .singleElement()
        .satisfies(
            copy ->
                assertThat(copy.sources())
                    .extracting(CopyRequest.Source::node)
                    .containsExactly(from.get(0).id().hex(), from.get(1).id().hex()));
  }
}
