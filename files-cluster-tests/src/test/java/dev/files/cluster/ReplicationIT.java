package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With a write quorum of one, the second copy is the replication queue's work. */
class ReplicationIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void aChunkBelowItsReplicasIsCopiedWhenANodeIsThere() throws IOException {
    Cluster.Plan plan =
        Cluster.Plan.named("replication", 14_000).nodes(2).with("FILES_WRITE_QUORUM", "1");
    try (Cluster cluster = Cluster.start(plan)) {
      FilesClient files = cluster.client();
      cluster.kill("node-2");
      byte[] bytes = new TestBytes(1, 9 * 1024 * 1024).array();
      String first = files.upload("one-copy", bytes).get("id").asText();
      assertThat(leastCopies(files.metadata(first))).isEqualTo(1);
      // A message that is lost with its broker costs time, nothing else.
      cluster.kill("broker");
      String second = files.upload("no-broker", new byte[] {1, 2, 3}).get("id").asText();
      cluster.start("broker");
      cluster.start("node-2");
      Await.until("two copies", LIMIT, () -> leastCopies(files.metadata(first)) == 2);
      Await.until("two copies", LIMIT, () -> leastCopies(files.metadata(second)) == 2);
      cluster.kill("node-1");
      assertThat(files.download(first)).isEqualTo(bytes);
    }
  }

  private static int leastCopies(JsonNode file) {
    int least = Integer.MAX_VALUE;
    for (JsonNode chunk : file.get("chunks")) {
      least = Math.min(least, chunk.get("locations").size());
    }
    return least;
  }
}
