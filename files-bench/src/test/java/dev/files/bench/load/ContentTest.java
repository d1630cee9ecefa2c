package dev.files.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.bench.http.BodySource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class ContentTest {
  private static final int SIZE = 3 * Content.BLOCK_BYTES + 12_345;

  @Test
  void makesTheSameBodyAgain() {
    assertThat(bytes(new Content(1).bodies().body(7, SIZE)))
        .hasSize(SIZE)
        .isEqualTo(bytes(new Content(1).bodies().body(7, SIZE)));
  }

  @Test
  void differsByNumberSeriesAndPiece() {
    Set<ByteBuffer> pieces = new HashSet<>();
    int pieceCount = 0;
    for (long series = 1; series <= 2; series++) {
      for (long number = 0; number < 3; number++) {
        byte[] body = bytes(new Content(series).bodies().body(number, SIZE));
        for (int at = 0; at < SIZE; at += Content.STAMP_EVERY_BYTES) {
          int end = Math.min(at + Content.STAMP_EVERY_BYTES, SIZE);
          pieces.add(ByteBuffer.wrap(Arrays.copyOfRange(body, at, end)));
          pieceCount++;
        }
      }
    }
    assertThat(pieces).hasSize(pieceCount);
  }

  @Test
  void cannotBeCompressed() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(bytes(new Content(1).bodies().body(0, SIZE)));
    deflater.finish();
    byte[] out = new byte[2 * SIZE];
    assertThat(deflater.deflate(out)).isGreaterThan(SIZE * 99 / 100);
    deflater.end();
  }

  @Test
  void startsInTheMiddleOfABlock() {
    byte[] whole = bytes(new Content(1).bodies().body(0, SIZE));
    ByteBuffer window = new Content(1).bodies().body(0, SIZE).window(70_001);
    assertThat(window).isEqualTo(ByteBuffer.wrap(whole, 70_001, Content.BLOCK_BYTES - 70_001));
  }

  @Test
  void isMadeShorterThanItsStamp() {
    assertThat(bytes(new Content(1).bodies().body(0, 5))).hasSize(5);
  }

  @Test
  void seesAnyWrongByte() {
    byte[] body = bytes(new Content(1).bodies().body(3, SIZE));
    assertThat(check(body)).isTrue();
    assertThat(check(Arrays.copyOf(body, SIZE - 1))).isFalse();
    assertThat(check(Arrays.copyOf(body, SIZE + 1))).isFalse();
    body[SIZE - 1] ^= 1;
    assertThat(check(body)).isFalse();
  }

  private static boolean check(byte[] body) {
    ContentCheck check = new ContentCheck(new Content(1).bodies().body(3, SIZE));
    for (int at = 0; at < body.length; at += 99_991) {
      check.accept(ByteBuffer.wrap(body, at, Math.min(99_991, body.length - at)));
    }
    return check.passed();
  }

  private static byte[] bytes(BodySource source) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() < source.length()) {
      ByteBuffer window = source.window(out.size());
      byte[] copy = new byte[window.remaining()];
      window.get(copy);
      out.writeBytes(copy);
    }
    return out.toByteArray();
  }
}
