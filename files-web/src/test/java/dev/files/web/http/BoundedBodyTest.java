package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
  private static BoundedBody body(int bytes) {
    ReadableByteChannel all = Channels.newChannel(new ByteArrayInputStream(new byte[bytes]));
    return new BoundedBody(all::read, 10, "at most 10");
  }

  @Test
  void passesWhatFits() throws IOException {
    BoundedBody body = body(10);
    assertThat(body.read(ByteBuffer.allocate(20))).isEqualTo(10);
    assertThat(body.read(ByteBuffer.allocate(20))).isNegative();
  }

  @Test
  void refusesWhatIsBeyond() throws IOException {
    BoundedBody body = body(11);
    assertThat(body.read(ByteBuffer.allocate(6))).isEqualTo(6);
    assertThatThrownBy(() -> body.read(ByteBuffer.allocate(6)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_LARGE));
  }
}
