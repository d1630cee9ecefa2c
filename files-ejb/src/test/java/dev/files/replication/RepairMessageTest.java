package dev.files.replication;

import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairMessageTest {
  private static final ChunkId X = chunk("x").id();

  @Test
  void readsOnlyItsOwnMessages() {
    RepairMessage one = new RepairMessage(List.of(X));
    RepairMessage most = new RepairMessage(Collections.nCopies(RepairMessage.MOST_CHUNKS, X));
    assertThat(RepairMessage.parse(one.text())).contains(one);
    assertThat(RepairMessage.parse(most.text())).contains(most);
    assertThat(RepairMessage.parse(most.text() + " " + X)).isEmpty();
    assertThat(RepairMessage.parse("1 xyz")).isEmpty();
    assertThat(RepairMessage.parse(one.text() + " xyz")).isEmpty();
    assertThat(RepairMessage.parse(one.text() + " ")).isEmpty();
    assertThat(RepairMessage.parse("2 " + X)).isEmpty();
    assertThat(RepairMessage.parse("")).isEmpty();
  }
}
