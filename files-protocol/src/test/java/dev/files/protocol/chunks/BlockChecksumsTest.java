package dev.files.protocol.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockChecksumsTest {
  private static final ByteBuffer DIGITS =
      ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));

  @Test
  void isTheCrc32cOfTheStandard() {
    // The check value of CRC-32C.
    assertThat(BlockChecksums.of(DIGITS)).isEqualTo(0xe3069283);
  }

  @Test
  void travelsAsAHeader() {
    BlockChecksums sent = new BlockChecksums(7, new int[] {1, BlockChecksums.of(DIGITS), -1});
    BlockChecksums received = BlockChecksums.parse(sent.toHeader()).orElseThrow();
    assertThat(received.firstBlock()).isEqualTo(7);
    assertThat(received.count()).isEqualTo(3);
    assertThat(received.matches(8, DIGITS)).isTrue();
    assertThat(received.matches(7, DIGITS)).isFalse();
    assertThat(received.matches(6, DIGITS)).isFalse();
    assertThat(received.matches(10, DIGITS)).isFalse();
  }

  @Test
  void anUnalignedWindowStillFits() {
    assertThat(BlockChecksums.parse(new BlockChecksums(0, new int[65]).toHeader())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "1;",
        "x;AAAAAA==",
        "-1;AAAAAA==",
        "1;AAA",
        "1;!!!!",
        "12345678901;AAAAAA=="
      })
  void refusesWhatIsMalformed(String header) {
    assertThat(BlockChecksums.parse(header).filter(c -> c.count() > 0)).isEmpty();
  }

  @Test
  void countsBlocks() {
    assertThat(BlockChecksums.blocksOf(0)).isZero();
    assertThat(BlockChecksums.blocksOf(1)).isEqualTo(1);
    assertThat(BlockChecksums.blocksOf(65_536)).isEqualTo(1);
    assertThat(BlockChecksums.blocksOf(65_537)).isEqualTo(2);
  }
}
