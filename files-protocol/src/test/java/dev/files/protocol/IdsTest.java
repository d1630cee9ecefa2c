package dev.files.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  // FIPS 180-4 example, "abc".
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesAndPrintsAsTheStandardSays() {
    Sha256 hash = Sha256.of("abc".getBytes(StandardCharsets.US_ASCII));
    assertThat(hash.hex()).isEqualTo(ABC);
    assertThat(Sha256.parse(ABC)).contains(hash);
    assertThat(Sha256.ofBytes(hash.bytes())).isEqualTo(hash);
  }

  @Test
  void ordersAsUnsignedBytes() {
    ChunkId low = ChunkId.parse("7f".repeat(32)).orElseThrow();
    ChunkId high = ChunkId.parse("80".repeat(32)).orElseThrow();
    assertThat(low).isLessThan(high);
    assertThat(low.toString()).isLessThan(high.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "../../../../../../../../../../../../../../../../../../../../../etc/"
      })
  void refusesWhatIsNoChunkId(String text) {
    assertThat(ChunkId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF"})
  void refusesWhatIsNoNodeId(String text) {
    assertThat(NodeId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new NodeId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "AAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAA/",
        "AAAAAAAAAAAAAAAAAAAAAAA"
      })
  void refusesWhatIsNoFileId(String text) {
    assertThat(FileId.parse(text)).isEmpty();
  }

  @Test
  void rootCoversLayoutOrderAndSizes() {
    ChunkRef one = new ChunkRef(new ChunkId(Sha256.of(new byte[] {1})), 1);
    ChunkRef two = new ChunkRef(new ChunkId(Sha256.of(new byte[] {2, 2})), 2);
    ContentRoot root = ContentRoots.of(Layout.FIXED, List.of(one, two));
    assertThat(root)
        .isNotEqualTo(ContentRoots.of(Layout.EQUAL, List.of(one, two)))
        .isNotEqualTo(ContentRoots.of(Layout.FIXED, List.of(two, one)))
        .isNotEqualTo(ContentRoots.of(Layout.FIXED, List.of(one)));
    // Golden: the format is for ever.
    assertThat(ContentRoots.of(Layout.FIXED, List.of()))
        .hasToString(Sha256.of(new byte[] {1, 1}).hex());
    assertThat(root)
        .hasToString("739b8cb4f3a5fa4952e5c42d8343d6374cc5ec028a4f338b8c0f177d123c3e6d");
  }
}
