package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything goes down, everything comes back, everything is there. */
class RestartIT {
  private static final long MIB = 1024 * 1024;

  @Test
  void dataOutlivesAnOrderlyStopAndAKillOfEverything() throws IOException {
    try (Cluster cluster = Cluster.start(Cluster.Plan.named("restart", 13_000))) {
      Map<String, TestBytes> files = new LinkedHashMap<>();
      for (String layout : List.of("fixed", "equal", "whole")) {
        TestBytes bytes = new TestBytes(layout.hashCode(), 12 * MIB + 5);
        files.put(
            cluster.client().uploadStream("f?layout=" + layout, bytes).get("id").asText(), bytes);
      }

      cluster.down();
      assertThat(cluster.status()).allMatch(s -> s.state().equals("stopped"));
      cluster.up(1, 3);
      check(cluster, files);

      for (String name : List.of("node-1", "node-2", "node-3", "broker", "front-1", "database")) {
        cluster.kill(name);
      }
      cluster.down();
      cluster.up(1, 3);
      check(cluster, files);
    }
  }

  @Test
  void aFrontLivesThroughTheDeathOfDatabaseAndBroker() throws IOException {
    try (Cluster cluster = Cluster.start(Cluster.Plan.named("restart-parts", 13_000))) {
      FilesClient files = cluster.client();
      TestBytes bytes = new TestBytes(4, 5 * MIB);
      String id = files.uploadStream("before", bytes).get("id").asText();
      cluster.kill("broker");
      // The queue carries hints only: an upload needs no broker.
      assertThat(files.put("without-broker", new byte[] {1}).statusCode()).isEqualTo(201);
      assertThat(files.get("/health/ready").statusCode()).isEqualTo(503);
      cluster.kill("database");
      assertThat(files.put("without-database", new byte[] {2}).statusCode()).isEqualTo(503);
      cluster.start("database");
      cluster.start("broker");
      Await.until(
          "the front is ready again",
          Duration.ofSeconds(60),
          () -> files.get("/health/ready").statusCode() == 200);
      assertThat(files.downloadHash(id, FilesClient.Progress.NONE)).isEqualTo(bytes.sha256());
      assertThat(files.put("after", new byte[] {3}).statusCode()).isEqualTo(201);
    }
  }

  private static void check(Cluster cluster, Map<String, TestBytes> files) throws IOException {
    for (Map.Entry<String, TestBytes> file : files.entrySet()) {
      assertThat(cluster.client().downloadHash(file.getKey(), FilesClient.Progress.NONE))
          .isEqualTo(file.getValue().sha256());
    }
  }
}
