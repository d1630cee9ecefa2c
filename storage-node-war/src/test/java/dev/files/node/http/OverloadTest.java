package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One place for each kind of work, and little patience. */
class OverloadTest extends NodeTest {
  @Override
  HttpLimits limits() {
    return new HttpLimits(1, 1, 1, Duration.ofMillis(100));
  }

  @Override
  Map<String, String> rates() {
    return Map.of("FILES_LEAST_BYTES_PER_SECOND", "1000", "FILES_PATIENCE_SECONDS", "2");
  }

  private RawHttp stalledSender() throws IOException {
    RawHttp http = new RawHttp(node);
    http.write(
        RawHttp.head("POST", "/chunk", RawHttp.TOKEN)
            + "Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
    // The word to go on says that the sender has its place.
    assertThat(http.answer(false).status()).isEqualTo(100);
    http.write(bytes(100, 1));
    return http;
  }

  @Test
  void sendersThatStallHoldNoPlaceAndGoOnWhenTheyCan() throws IOException {
    List<RawHttp> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        stalled.add(stalledSender());
      }
      RawHttp.Answer answer =
          RawHttp.send(node, RawHttp.head("POST", "/chunk", RawHttp.TOKEN), bytes(1000, 2));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(trusted("GET", "/chunk").status()).as("reads go on").isEqualTo(200);
      assertThat(node.http().keep(ChunkId.ofBytes(new byte[32]))).as("so do changes").isEmpty();
      assertThat(trusted("GET", "/health/live").status()).as("and health").isEqualTo(200);
      stalled.get(19).write(bytes(99_900, 1));
      assertThat(stalled.get(19).answer(false).status()).isEqualTo(201);
    } finally {
      for (RawHttp sender : stalled) {
        sender.close();
      }
    }
  }

  @Test
  void aSenderThatStallsIsGivenUpInTheEnd() throws IOException {
    try (RawHttp stalled = stalledSender()) {
      assertProblem(stalled.answer(false), ProblemType.TOO_SLOW);
    }
  }

  @Test
  void aReaderThatStallsHoldsNoPlaceAndIsGivenUpInTheEnd() throws Exception {
    // More than the sockets' buffers hold.
    ChunkId id = put(bytes(64 * 1024 * 1024, 4));
    List<RawHttp> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        RawHttp reader = new RawHttp(node);
        reader.write(RawHttp.head("GET", "/chunk/" + id, RawHttp.TOKEN) + "\r\n");
        stalled.add(reader);
      }
      // While their sockets fill up, the one place is theirs.
      RawHttp.Answer other = trusted("GET", "/chunk");
      while (other.status() == 503) {
        other = trusted("GET", "/chunk");
      }
      assertThat(other.status()).isEqualTo(200);
      node.awaitIdle();
      int cut = 0;
      for (RawHttp reader : stalled) {
        RawHttp.Answer answer = reader.answer(false);
        // Who found the place taken for too long was refused, and that whole.
        assertThat(answer.status()).isIn(200, 503);
        assertThat(answer.whole()).isEqualTo(answer.status() == 503);
        cut += answer.status() == 200 ? 1 : 0;
      }
      assertThat(cut).isPositive();
    } finally {
      for (RawHttp reader : stalled) {
        reader.close();
      }
    }
  }
}
