package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostChunkTest extends NodeTest {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private RawHttp.Answer post(String target, String headers, byte[] body) throws IOException {
    return RawHttp.send(node, RawHttp.head("POST", target, headers), body);
  }

  @Test
  void saysWhetherItWasThere() throws IOException {
    byte[] bytes = bytes(1000, 1);
    ChunkId id = new ChunkId(Sha256.of(bytes));
    RawHttp.Answer first = post("/chunk?hash=" + id, RawHttp.TOKEN, bytes);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("location")).isEqualTo("/chunk/" + id);
    assertThat(first.text()).isEqualTo("{\"id\":\"" + id + "\",\"size\":1000,\"generation\":1}\n");
    RawHttp.Answer second = post("/chunk", RawHttp.TOKEN, bytes);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).contains("\"generation\":2");
  }

  @Test
  void takesABodyThatCallsItselfAForm() throws IOException {
    byte[] bytes = "hash=1&hash=2".getBytes(StandardCharsets.US_ASCII);
    assertThat(post("/chunk", RawHttp.TOKEN + FORM, bytes).text()).contains("\"size\":13");
  }

  @Test
  void takesAChunkedBody() throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      http.write(
          RawHttp.head("POST", "/chunk", RawHttp.TOKEN + "Transfer-Encoding: chunked\r\n")
              + "\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
      assertThat(http.answer(false).text()).contains("\"size\":7");
    }
  }

  @Test
  void keepsNothingOfBytesWithAnotherHash() throws IOException {
    String target = "/chunk?hash=" + "0".repeat(64);
    assertProblem(post(target, RawHttp.TOKEN, bytes(1000, 2)), ProblemType.MISMATCH);
    assertThat(node.disk().list(Optional.empty(), 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "zz", "../../etc/passwd", "%00", "ABCD"})
  void namesAMalformedHash(String hash) throws IOException {
    RawHttp.Answer answer = post("/chunk?hash=" + hash, RawHttp.TOKEN, bytes(10, 3));
    assertProblem(answer, ProblemType.INVALID_VALUE);
    assertThat(answer.text()).contains("hash must be");
  }

  @Test
  void refusesAnAnnouncedSizeBeyondTheLimitBeforeTheBody() throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      http.write(
          RawHttp.head("POST", "/chunk", RawHttp.TOKEN)
              + "Expect: 100-continue\r\nContent-Length: 5368709121\r\n\r\n");
      assertProblem(http.answer(false), ProblemType.TOO_LARGE);
    }
  }

  @Test
  void refusesCompressedBodies() throws IOException {
    assertProblem(
        post("/chunk", RawHttp.TOKEN + "Content-Encoding: gzip\r\n", bytes(10, 4)),
        ProblemType.UNSUPPORTED_MEDIA);
  }

  @Test
  void asksForTheBodyOnlyOfWhoMaySend() throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      http.write(
          RawHttp.head("POST", "/chunk", "")
              + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
      assertProblem(http.answer(false), ProblemType.UNAUTHORIZED);
    }
    try (RawHttp http = new RawHttp(node)) {
      http.write(
          RawHttp.head("POST", "/chunk", RawHttp.TOKEN)
              + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
      assertThat(http.answer(false).status()).isEqualTo(100);
      http.write(bytes(100, 5));
      assertThat(http.answer(false).status()).isEqualTo(201);
    }
  }

  @Test
  void servesOnAfterABodyThatItDidNotWant() throws IOException {
    try (RawHttp http = new RawHttp(node)) {
      for (int i = 0; i < 3; i++) {
        http.write(RawHttp.head("POST", "/chunk", "Content-Length: 4000000\r\n") + "\r\n");
        http.write(bytes(4_000_000, 6));
        assertProblem(http.answer(false), ProblemType.UNAUTHORIZED);
      }
    }
  }

  @Test
  void keepsNothingOfABodyThatBreaksOff() throws IOException {
    for (int sent : new int[] {0, 10, 100_000}) {
      try (RawHttp http = new RawHttp(node)) {
        http.write(
            RawHttp.head("POST", "/chunk", RawHttp.TOKEN) + "Content-Length: 200000\r\n\r\n");
        http.write(bytes(sent, 7));
        http.endOfOutput();
        assertProblem(http.answer(false), ProblemType.BAD_REQUEST);
        assertThat(http.isClosedByServer()).isTrue();
      }
    }
    assertThat(node.disk().list(Optional.empty(), 10)).isEmpty();
    assertThat(post("/chunk", RawHttp.TOKEN, bytes(200_000, 7)).status()).isEqualTo(201);
  }
}
