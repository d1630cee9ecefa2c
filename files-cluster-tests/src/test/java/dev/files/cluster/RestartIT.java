package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything goes down, everything comes back, everything is there. */
@ExtendWith(SharedCluster.class)
class RestartIT {
  private static final long MIB = 1024 * 1024;

  @Test
  void dataOutlivesAnOrderlyStopAndAKillOfEverything(Cluster cluster) throws IOException {
    Map<String, TestBytes> files = new LinkedHashMap<>();
    for (String layout : List.of("fixed", "equal", "whole")) {
      TestBytes bytes = new TestBytes(layout.hashCode(), 12 * MIB + 5);
      files.put(
          cluster.client().uploadStream("f?layout=" + layout, bytes).get("id").asText(), bytes);
    }

    cluster.down();
    assertThat(cluster.status()).allMatch(s -> s.state().equals("stopped"));
    cluster.up();
    check(cluster, files);

    for (Cluster.Server server : cluster.status()) {
      cluster.kill(server.name());
    }
    cluster.down();
    cluster.up();
    check(cluster, files);
  }

  @Test
  void aFrontLivesThroughTheDeathOfDatabaseAndBroker(Cluster cluster) throws IOException {
    FilesClient files = cluster.client();
    TestBytes bytes = new TestBytes(4, 5 * MIB);
    String id = files.uploadStream("before", bytes).get("id").asText();
    cluster.kill("broker");
    // The queue carries hints only: an upload needs no broker.
    assertThat(files.put("without-broker", new byte[] {1}).statusCode()).isEqualTo(201);
    Await.until(
        "the front is degraded",
        Duration.ofSeconds(30),
        () -> {
          HttpResponse<byte[]> health = files.get("/health/ready");
          assertThat(health.statusCode()).isEqualTo(200);
          return new String(health.body(), StandardCharsets.UTF_8).contains("\"degraded\":true");
        });
    cluster.kill("database");
    Await.until(
        "the front is not ready",
        Duration.ofSeconds(30),
        () -> files.get("/health/ready").statusCode() == 503);
    assertThat(files.put("without-database", new byte[] {2}).statusCode()).isEqualTo(503);
    assertThat(files.get("/download/" + id).statusCode()).isEqualTo(503);
    assertThat(files.get("/file/" + id).headers().firstValue("Retry-After")).isPresent();
    assertThat(files.delete(id, "a token").statusCode()).isEqualTo(503);
    cluster.start("database");
    cluster.start("broker");
    Await.until(
        "the front is ready again",
        Duration.ofSeconds(60),
        () -> files.get("/health/ready").statusCode() == 200);
    assertThat(files.downloadHash(id, FilesClient.Progress.NONE)).isEqualTo(bytes.sha256());
    assertThat(files.put("after", new byte[] {3}).statusCode()).isEqualTo(201);
  }

  private static void check(Cluster cluster, Map<String, TestBytes> files) throws IOException {
    for (Map.Entry<String, TestBytes> file : files.entrySet()) {
      assertThat(cluster.client().downloadHash(file.getKey(), FilesClient.Progress.NONE))
          .isEqualTo(file.getValue().sha256());
    }
  }
}
