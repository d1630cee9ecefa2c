package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetChunkTest extends NodeTest {
  private static final int WINDOW = BlockChecksums.WINDOW_BYTES;

  @ParameterizedTest
  @ValueSource(ints = {1, 65536, 65537, WINDOW})
  void sendsTheChecksumsOfAllBlocksAlong(int size) throws IOException {
    byte[] bytes = bytes(size, 1);
    RawHttp.Answer answer = get("/chunk/" + put(bytes), RawHttp.TOKEN);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(bytes);
    BlockChecksums checksums =
        BlockChecksums.parse(answer.header("files-block-checksums")).orElseThrow();
    assertThat(checksums.count()).isEqualTo(BlockChecksums.blocksOf(size));
    int last = (checksums.count() - 1) * BlockChecksums.BLOCK_BYTES;
    assertThat(checksums.matches(checksums.count() - 1, ByteBuffer.wrap(bytes, last, size - last)))
        .isTrue();
  }

  @Test
  void sendsNoChecksumsForMoreThanAWindow() throws IOException {
    byte[] bytes = bytes(2 * WINDOW + 17, 2);
    RawHttp.Answer answer = get("/chunk/" + put(bytes), RawHttp.TOKEN);
    assertThat(answer.headers()).doesNotContainKey("files-block-checksums");
    assertThat(answer.body()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=10-19, 10, 10",
    "bytes=-5, 9437190, 5",
    "bytes=4194303-4194304, 4194303, 2",
    "bytes=4194303-, 4194303, 5242892",
    "bytes=9000000-99999999999, 9000000, 437195",
  })
  void answersOneRange(String range, int from, int length) throws IOException {
    byte[] bytes = bytes(9 * 1024 * 1024 + 11, 3);
    RawHttp.Answer answer = get("/chunk/" + put(bytes), RawHttp.TOKEN + "Range: " + range + "\r\n");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("content-range"))
        .isEqualTo("bytes " + from + "-" + (from + length - 1) + "/" + bytes.length);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=5-2", "bytes=a-b", "bytes=--1", "lines=0-1", "bytes=0-1,3-4", "bytes="})
  void answersOtherRangesInFull(String range) throws IOException {
    byte[] bytes = bytes(1000, 4);
    RawHttp.Answer answer = get("/chunk/" + put(bytes), RawHttp.TOKEN + "Range: " + range + "\r\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(bytes);
  }

  @Test
  void ignoresTenThousandRanges() throws IOException {
    byte[] bytes = bytes(1000, 5);
    String ranges = "0-0,".repeat(9_999) + "1-1";
    RawHttp.Answer answer =
        get("/chunk/" + put(bytes), RawHttp.TOKEN + "Range: bytes=" + ranges + "\r\n");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
  void refusesRangesWithoutAByte(String range) throws IOException {
    RawHttp.Answer answer =
        get("/chunk/" + put(bytes(1000, 6)), RawHttp.TOKEN + "Range: " + range + "\r\n");
    assertProblem(answer, ProblemType.RANGE_NOT_SATISFIABLE);
    assertThat(answer.header("content-range")).isEqualTo("bytes */1000");
  }

  @Test
  void knowsWhatTheClientHas() throws IOException {
    ChunkId id = put(bytes(1000, 7));
    String tag = "\"" + id + "\"";
    RawHttp.Answer answer =
        get("/chunk/" + id, RawHttp.TOKEN + "If-None-Match: \"x\", W/" + tag + "\r\n");
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("etag")).isEqualTo(tag);
    String range = RawHttp.TOKEN + "Range: bytes=1-2\r\nIf-Range: ";
    assertThat(get("/chunk/" + id, range + tag + "\r\n").status()).isEqualTo(206);
    assertThat(get("/chunk/" + id, range + "\"other\"\r\n").status()).isEqualTo(200);
  }

  @Test
  void tellsSizeAndGenerationByHead() throws IOException {
    ChunkId id = put(bytes(70_000, 8));
    RawHttp.Answer answer = trusted("HEAD", "/chunk/" + id);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("70000");
    assertThat(answer.header("files-generation")).isEqualTo("1");
    assertThat(trusted("HEAD", "/chunk/" + "0".repeat(64)).status()).isEqualTo(404);
  }

  @Test
  void servesTheNextRequestOnTheSameConnection() throws IOException {
    byte[] bytes = bytes(200_000, 9);
    ChunkId id = put(bytes);
    try (RawHttp http = new RawHttp(node)) {
      for (int i = 0; i < 3; i++) {
        http.write(RawHttp.head("GET", "/chunk/" + id, RawHttp.TOKEN) + "\r\n");
        assertThat(http.answer(false).body()).isEqualTo(bytes);
        http.write(RawHttp.head("GET", "/chunk/nothing", RawHttp.TOKEN) + "\r\n");
        assertProblem(http.answer(false), ProblemType.NOT_FOUND);
      }
    }
  }

  @Test
  void servesNoRottenWindow() throws IOException {
    ChunkId id = put(bytes(300_000, 10));
    node.damage(id, 250_000);
    assertProblem(trusted("GET", "/chunk/" + id), ProblemType.CORRUPT);
    assertThat(node.disk().takeCorrupt(10)).containsExactly(id);
  }

  @Test
  void cutsTheConnectionAtRotAfterTheHeaders() throws IOException {
    byte[] bytes = bytes(3 * WINDOW, 11);
    ChunkId id = put(bytes);
    node.damage(id, 2L * WINDOW + 5);
    try (RawHttp http = new RawHttp(node)) {
      http.write(RawHttp.head("GET", "/chunk/" + id, RawHttp.TOKEN) + "\r\n");
      RawHttp.Answer answer = http.answer(false);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-length")).isEqualTo(Integer.toString(bytes.length));
      assertThat(answer.whole()).isFalse();
      assertThat(answer.body()).isEqualTo(Arrays.copyOf(bytes, answer.body().length));
      assertThat(answer.body().length).isLessThanOrEqualTo(2 * WINDOW);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void checksTheRestOfARangeThatBeginsJustBeforeAWindow() throws IOException {
    byte[] bytes = bytes(3 * WINDOW, 12);
    ChunkId id = put(bytes);
    node.damage(id, WINDOW);
    RawHttp.Answer answer =
        get("/chunk/" + id, RawHttp.TOKEN + "Range: bytes=" + (WINDOW - 1) + "-\r\n");
    assertThat(answer.whole()).isFalse();
    assertThat(answer.body().length).isLessThanOrEqualTo(1);
  }
}
