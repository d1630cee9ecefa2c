package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.http.ByteRange;
import dev.files.protocol.messages.ChunkList;
import dev.files.protocol.messages.CopyList;
import dev.files.protocol.messages.CopyRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallCopiesTest extends TwoNodesTest {
  private static CopyList.Copy copy(ChunkId id, URI from) {
    return new CopyList.Copy(id.toString(), new CopyRequest.Source(from.toString(), null));
  }

  private List<ChunkId> copied(CopyList.Copy... wanted) throws IOException {
    return node.http().copy(new CopyList(Arrays.asList(wanted))).stream()
        .map(ChunkInfo::id)
        .toList();
  }

  private static byte[] readBack(NodeUnderTest node, ChunkId id, int size) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    node.disk()
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

  @Test
  void fetchesManyFromSeveralNodesInOneCall() throws IOException {
    try (NodeUnderTest third = new NodeUnderTest(data.resolve("third"), NodeUnderTest.LIMITS)) {
      node.front().list(third.url());
      Map<ChunkId, byte[]> bytes = new HashMap<>();
      List<CopyList.Copy> wanted = new ArrayList<>();
      for (int i = 0; i < CopyList.MOST_CHUNKS; i++) {
        byte[] chunk = bytes(1 + i * 260, i);
        NodeUnderTest holder = i % 2 == 0 ? other : third;
        ChunkId id = put(holder, chunk).id();
        bytes.put(id, chunk);
        wanted.add(copy(id, holder.url()));
      }
      List<ChunkInfo> copied = node.http().copy(new CopyList(wanted));
      assertThat(copied)
          .extracting(ChunkInfo::id)
          .containsExactlyInAnyOrderElementsOf(bytes.keySet());
      for (ChunkInfo info : copied) {
        assertThat(node.disk().find(info.id())).contains(info);
        byte[] chunk = bytes.get(info.id());
        assertThat(readBack(node, info.id(), chunk.length)).isEqualTo(chunk);
      }
    }
  }

  @Test
  void leavesOutWhatIsMissingLargeRottenOrHereAlready() throws IOException {
    ChunkId good = put(other, bytes(4096, 1)).id();
    ChunkId rotten = put(other, bytes(4096, 2)).id();
    other.damage(rotten, 5);
    ChunkId large = put(other, bytes(CopyList.MOST_CHUNK_BYTES + 1, 3)).id();
    ChunkId missing = ChunkId.ofBytes(new byte[32]);
    ChunkId here = put(bytes(4096, 4));
    put(other, bytes(4096, 4));
    URI from = other.url();
    assertThat(
            copied(
                copy(rotten, from),
                copy(large, from),
                copy(missing, from),
                copy(here, from),
                copy(good, from)))
        .containsExactly(good);
    assertThat(node.disk().find(rotten)).isEmpty();
    assertThat(node.disk().find(large)).isEmpty();
  }

  @Test
  void leavesOutWhatComesFromANodeThatNobodyKnows() throws IOException {
    ChunkId good = put(other, bytes(4096, 1)).id();
    ChunkId stranger = put(other, bytes(4096, 2)).id();
    assertThat(
            copied(copy(stranger, URI.create("http://node.example:8080")), copy(good, other.url())))
        .containsExactly(good);
  }

  @Test
  void believesNoBytesThatAreAnotherChunks() throws IOException {
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] lie = bytes(4096, 9);
    liar.createContext(
        "/chunk/read",
        call -> {
          call.getRequestBody().readAllBytes();
          call.getResponseHeaders().set(ChunkList.SIZES_HEADER, "4096");
          call.sendResponseHeaders(200, lie.length);
          call.getResponseBody().write(lie);
          call.close();
        });
    liar.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + liar.getAddress().getPort());
      node.front().list(url);
      ChunkId id = put(other, bytes(4096, 1)).id();
      assertThat(copied(copy(id, url))).isEmpty();
      assertThat(node.disk().find(id)).isEmpty();
    } finally {
      liar.stop(0);
    }
  }

  private RawHttp.Answer post(String path, String body) throws IOException {
    return RawHttp.send(
        node, RawHttp.head("POST", path, RawHttp.TOKEN), body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"copies\":[]}",
        "{\"copies\":[null]}",
        "{\"copies\":[{\"id\":\"x\",\"source\":{\"url\":\"http://127.0.0.1:1\"}}]}",
        "{\"copies\":[{\"source\":{\"url\":\"http://127.0.0.1:1\"}}]}"
      })
  void refusesAListThatIsNone(String body) throws IOException {
    assertProblem(post("/chunk/copies", body), ProblemType.INVALID_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"ids\":[]}", "{\"ids\":[null]}", "{\"ids\":[\"X\"]}"})
  void refusesToReadWhatIsNoList(String body) throws IOException {
    assertProblem(post("/chunk/read", body), ProblemType.INVALID_VALUE);
  }

  /**
   * What waits for another node must not stand before what that node may wait for, else two nodes
   * that copy from each other wait for ever.
   */
  @Test
  void waitsInTheLaneOfCopiesAndReadsInThatOfReads() throws IOException {
    copied(copy(put(other, bytes(4096, 1)).id(), other.url()));
    awaitAnswered(node, "lane=\"copies\",route=\"copy\"");
    awaitAnswered(other, "lane=\"reads\",route=\"read\"");
  }

  /** A request is counted when its last byte has left, a moment after it is here. */
  private static void awaitAnswered(NodeUnderTest node, String labels) throws IOException {
    String counted = "files_http_answers_total{" + labels + ",status=\"2xx\"} 1.0";
    String metrics = "";
    for (int tries = 0; tries < 500 && !metrics.contains(counted); tries++) {
      LockSupport.parkNanos(10_000_000);
      metrics = RawHttp.send(node, "GET", "/metrics", RawHttp.TOKEN).text();
    }
    assertThat(metrics).contains(counted);
  }

  @Test
  void isForServersOnly() throws IOException {
    assertThat(RawHttp.send(node, "POST", "/chunk/copies", "").status()).isEqualTo(401);
    assertThat(RawHttp.send(node, "POST", "/chunk/read", "").status()).isEqualTo(401);
    assertThat(trusted("GET", "/chunk/read").status()).isEqualTo(405);
  }
}
