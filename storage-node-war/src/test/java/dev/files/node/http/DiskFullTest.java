package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DiskFullTest extends NodeTest {
  @Override
  OptionalLong capacity() {
    return OptionalLong.of(3_000_000);
  }

  @Test
  void saysSoAndStillServesAndDeletes() throws IOException {
    byte[] bytes = bytes(2_000_000, 1);
    ChunkId id = put(bytes);
    assertProblem(
        RawHttp.send(node, RawHttp.head("POST", "/chunk", RawHttp.TOKEN), bytes(2_000_000, 2)),
        ProblemType.DISK_FULL);
    assertThat(trusted("GET", "/chunk/" + id).body()).isEqualTo(bytes);
    assertThat(trusted("DELETE", "/chunk/" + id + "?generation=1").status()).isEqualTo(204);
  }
}
