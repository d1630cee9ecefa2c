package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node on a socket for each test. */
abstract class NodeTest {
  @TempDir Path data;

  NodeUnderTest node;

  HttpLimits limits() {
    return NodeUnderTest.LIMITS;
  }

  /** The least rates, by the names of their settings. */
  Map<String, String> rates() {
    return Map.of();
  }

  OptionalLong capacity() {
    return OptionalLong.empty();
  }

  @BeforeEach
  void start() throws IOException {
    node = new NodeUnderTest(data.resolve("node"), limits(), capacity(), Optional.empty(), rates());
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static StoredChunk put(NodeUnderTest node, byte[] bytes) throws IOException {
    return node.disk()
        .store(
            Optional.empty(),
            OptionalLong.of(bytes.length),
            Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  ChunkId put(byte[] bytes) throws IOException {
    return put(node, bytes).id();
  }

  RawHttp.Answer get(String target, String headers) throws IOException {
    return RawHttp.send(node, "GET", target, headers);
  }

  RawHttp.Answer trusted(String method, String target) throws IOException {
    return RawHttp.send(node, method, target, RawHttp.TOKEN);
  }

  static void assertProblem(RawHttp.Answer answer, ProblemType type) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(type.status());
    assertThat(answer.header("content-type")).isEqualTo(Problem.MEDIA_TYPE);
    assertThat(answer.text())
        .contains("\"type\":\"" + type.uri() + "\"", "\"status\":" + type.status())
        .doesNotContain("Exception", "at dev.files", "<html");
  }
}
