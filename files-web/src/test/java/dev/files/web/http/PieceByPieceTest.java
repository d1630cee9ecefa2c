package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.http.BodySink;
import dev.files.http.Stepwise.Next;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PieceByPieceTest {
  private static final int PIECES = 5;
  private static final int PIECE_BYTES = 1000;

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private int made;
  private int room;

  private final PieceByPiece.Pieces pieces =
      new PieceByPiece.Pieces() {
        @Override
        public boolean hasNext() {
          return made < PIECES;
        }

        @Override
        public ByteBuffer next() {
          made++;
          byte[] piece = new byte[PIECE_BYTES];
          Arrays.fill(piece, (byte) made);
          return ByteBuffer.wrap(piece);
        }
      };

  private final BodySink sink =
      new BodySink() {
        @Override
        public int write(ByteBuffer bytes) {
          int count = Math.min(room, bytes.remaining());
          for (int i = 0; i < count; i++) {
            taken.write(bytes.get());
          }
          room -= count;
          return count;
        }

        @Override
        public long send(FileChannel file, long position, long count) {
          throw new UnsupportedOperationException();
        }
      };

  private final HttpServletResponse response =
      (HttpServletResponse)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {HttpServletResponse.class},
              (proxy, method, arguments) -> null);

  @Test
  void makesAPieceWhenTheOneBeforeWasTaken() throws IOException {
    PieceByPiece body = new PieceByPiece(pieces, response, sink);
    for (int total = 0; total < PIECES * PIECE_BYTES; total += 300) {
      room = 0;
      assertThat(body.step()).isEqualTo(Next.AWAIT_ROOM);
      assertThat(made).isEqualTo(taken.size() / PIECE_BYTES + 1);
      room = 300;
      while (room > 0 && taken.size() < PIECES * PIECE_BYTES) {
        int before = made;
        body.step();
        // Whatever the client takes: who makes a piece lets others have the thread.
        assertThat(made).isLessThanOrEqualTo(before + 1);
      }
    }
    assertThat(taken.size()).isEqualTo(PIECES * PIECE_BYTES);
    for (int i = 0; i < taken.size(); i++) {
      assertThat(taken.toByteArray()[i]).isEqualTo((byte) (i / PIECE_BYTES + 1));
    }
  }
}
