package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.CopyRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTest extends TwoNodesTest {
  private static final byte[] BYTES = bytes(9 * 1024 * 1024 + 5, 1);

  private static final long BLOCK = BlockChecksums.BLOCK_BYTES;

  private byte[] readBack(ChunkId id, int size) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    node.http()
        .read(
            id,
            ByteRange.all(size),
            piece -> {
              byte[] bytes = new byte[piece.remaining()];
              piece.get(bytes);
              all.write(bytes);
            });
    return all.toByteArray();
  }

  private void assertRefused(ProblemType type, ChunkId id, URI from) {
    assertThatThrownBy(() -> node.http().copy(id, from))
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void fetchesFromTheOtherNode() throws IOException {
    ChunkId id = put(other, BYTES).id();
    StoredChunk copied = node.http().copy(id, other.url());
    assertThat(copied.created()).isTrue();
    assertThat(copied.size()).isEqualTo(BYTES.length);
    assertThat(readBack(id, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void takesNothingFromAnotherNodeThanTheOneKnownAtTheUrl() throws IOException {
    ChunkId id = put(other, BYTES).id();
    node.front().list(other.url(), new NodeId("1".repeat(32)));
    assertThatThrownBy(() -> node.http().copy(id, other.url())).isInstanceOf(IOException.class);
    assertThat(node.disk().find(id)).isEmpty();
  }

  @Test
  void takesNothingFromAnotherNodeThanTheOneThatIsMeant() throws IOException {
    ChunkId id = put(other, BYTES).id();
    List<CopyRequest.Source> meant =
        List.of(new CopyRequest.Source(other.url().toString(), "0".repeat(32)));
    assertThatThrownBy(() -> node.http().copy(id, meant)).isInstanceOf(IOException.class);
    assertThat(node.disk().find(id)).isEmpty();
  }

  @Test
  void sendsTheSecretToNoUrlThatIsNotAllowed() {
    URI outside = URI.create("http://node.example:8080");
    node.front().list(outside);
    assertThatThrownBy(() -> node.http().copy(ChunkId.ofBytes(new byte[32]), outside))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("FILES_NODE_URL_PATTERN");
  }

  @Test
  void keepsWhatIsThereAndSound() throws IOException {
    ChunkId id = put(BYTES);
    StoredChunk kept = node.http().copy(id, other.url());
    assertThat(kept.created()).isFalse();
    assertThat(kept.generation().value()).isEqualTo(2);
  }

  @Test
  void replacesWhatIsThereAndRotten() throws IOException {
    ChunkId id = put(BYTES);
    put(other, BYTES);
    node.damage(id, 5_000_000);
    assertThat(node.http().copy(id, other.url()).created()).isTrue();
    assertThat(readBack(id, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void takesNoRotFromTheOtherNode() throws IOException {
    ChunkId id = put(other, BYTES).id();
    other.damage(id, 8_500_000);
    assertRefused(ProblemType.CORRUPT, id, other.url());
    assertThat(node.disk().find(id)).isEmpty();
  }

  private static List<CopyRequest.Source> from(NodeUnderTest... sources) {
    return Arrays.stream(sources)
        .map(source -> new CopyRequest.Source(source.url().toString(), null))
        .toList();
  }

  @Test
  void makesASoundCopyOfTheSoundBlocksOfBadOnes() throws IOException {
    byte[] bytes = Arrays.copyOf(BYTES, 3 << 20);
    try (NodeUnderTest third = new NodeUnderTest(data.resolve("third"), NodeUnderTest.LIMITS)) {
      ChunkId id = put(other, bytes).id();
      put(third, bytes);
      node.front().list(third.url());
      other.damage(id, BLOCK + 17);
      third.damage(id, 38 * BLOCK + 17);
      assertThat(node.http().copy(id, from(other, third)).created()).isTrue();
      assertThat(readBack(id, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void takesTheSoundBlocksOfItsOwnBadCopyToo() throws IOException {
    ChunkId id = put(BYTES);
    put(other, BYTES);
    node.damage(id, 5_000_000);
    other.damage(id, 0);
    other.damage(id, BYTES.length - 1);
    assertThat(node.http().copy(id, from(other)).created()).isTrue();
    assertThat(readBack(id, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void makesNothingWhenABlockIsBadEverywhere() throws IOException {
    ChunkId id = put(BYTES);
    put(other, BYTES);
    node.damage(id, 5_000_000);
    other.damage(id, 5_000_001);
    assertRefused(ProblemType.CORRUPT, id, other.url());
    assertThat(node.disk().find(id)).isPresent();
  }

  @Test
  void passesOverSourcesThatAreNotThereOrUnknown() throws IOException {
    ChunkId id = put(other, BYTES).id();
    List<CopyRequest.Source> sources = new ArrayList<>(from(node, other));
    sources.add(0, new CopyRequest.Source("http://127.0.0.1:1", null));
    sources.add(1, new CopyRequest.Source(other.url().toString(), "0".repeat(32)));
    assertThat(node.http().copy(id, sources).created()).isTrue();
    assertThat(readBack(id, BYTES.length)).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1, -9_000_000})
  void takesTheSizeThatItIsToldAndFindsOutWhenThatIsWrong(int difference) throws IOException {
    ChunkId id = put(other, BYTES).id();
    ChunkRef told = new ChunkRef(id, BYTES.length + difference);
    assertThat(node.http().copy(told, from(other), Duration.ofSeconds(30)).created()).isTrue();
    assertThat(readBack(id, BYTES.length)).isEqualTo(BYTES);
  }

  @Test
  void refusesASizeThatNoChunkHas() throws IOException {
    ChunkId id = put(other, BYTES).id();
    String body = "{\"from\":\"" + other.url() + "\",\"size\":0}";
    assertProblem(
        RawHttp.send(
            node,
            RawHttp.head("POST", "/chunk/" + id + "/copy", RawHttp.TOKEN),
            body.getBytes(StandardCharsets.UTF_8)),
        ProblemType.INVALID_VALUE);
  }

  @Test
  void saysWhenTheOtherNodeHasNoCopy() {
    assertRefused(ProblemType.NOT_FOUND, ChunkId.ofBytes(new byte[32]), other.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1",
        "http://127.0.0.1:1/x?y",
        "file:///etc/passwd",
        "not a url",
        ""
      })
  void asksOnlyNodesThatAFrontKnows(String from) throws IOException {
    byte[] body = ("{\"from\":\"" + from + "\"}").getBytes(StandardCharsets.UTF_8);
    String target = "/chunk/" + "0".repeat(64) + "/copy";
    assertProblem(
        RawHttp.send(node, RawHttp.head("POST", target, RawHttp.TOKEN), body),
        ProblemType.INVALID_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{\"from\":{}}"})
  void refusesMalformedRequests(String text) throws IOException {
    String target = "/chunk/" + "0".repeat(64) + "/copy";
    assertProblem(
        RawHttp.send(
            node,
            RawHttp.head("POST", target, RawHttp.TOKEN),
            text.getBytes(StandardCharsets.UTF_8)),
        ProblemType.BAD_REQUEST);
  }

  @Test
  void followsNoRedirect() throws IOException {
    ChunkId id = put(other, BYTES).id();
    AtomicInteger asked = new AtomicInteger();
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    liar.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.getResponseHeaders().set("Location", other.at("/chunk/" + id).toString());
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    liar.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + liar.getAddress().getPort());
      node.front().list(url);
      assertThatThrownBy(() -> node.http().copy(id, url))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("502");
      assertThat(asked).hasValue(1);
      assertThat(node.disk().find(id)).isEmpty();
    } finally {
      liar.stop(0);
    }
  }

  @Test
  void saysWhenTheOtherNodeIsDown() throws IOException {
    ChunkId id = put(other, BYTES).id();
    URI url = other.url();
    stopOther();
    assertThatThrownBy(() -> node.http().copy(id, url))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("502");
    other = new NodeUnderTest(data.resolve("another"), NodeUnderTest.LIMITS);
  }
}
