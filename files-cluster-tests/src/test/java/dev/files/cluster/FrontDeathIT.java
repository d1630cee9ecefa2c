package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two fronts on one database: none is special, and one that dies leaves nothing half done. */
@ExtendWith(SharedCluster.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FrontDeathIT {
  private static final long MIB = 1024 * 1024;
  private static final Duration COLLECTION = Duration.ofMinutes(3);

  private Cluster cluster;

  @BeforeEach
  void of(Cluster shared) {
    cluster = shared;
  }

  @Test
  @Order(1)
  void whatOneFrontTookTheOtherGivesChangesAndCollects() throws IOException {
    FilesClient one = cluster.client(1);
    FilesClient two = cluster.client(2);
    TestBytes bytes = new TestBytes(4711, 10 * MIB);
    JsonNode file = one.uploadStream("shared", bytes);
    String id = file.get("id").asText();
    assertThat(two.downloadHash(id, FilesClient.Progress.NONE)).isEqualTo(bytes.sha256());
    assertThat(chunksOnNodes()).containsAll(chunks(two.metadata(id)));

    assertThat(two.delete(id, file.get("manageToken").asText()).statusCode()).isEqualTo(204);
    assertThat(one.get("/download/" + id).statusCode()).isEqualTo(404);
    Await.until(
        "the chunks are collected",
        COLLECTION,
        () -> {
          Set<String> left = chunksOnNodes();
          left.retainAll(chunks(file));
          return left.isEmpty();
        });
  }

  @Test
  @Order(2)
  void aFrontThatDiesInAnUploadLeavesNothing() throws IOException {
    Set<String> before = chunksOnNodes();
    HttpURLConnection connection = halfAnUpload(4712, before);
    cluster.kill("front-1");
    assertThatThrownBy(connection::getInputStream).isInstanceOf(IOException.class);
    awaitNoMoreThan(before, "the orphans are collected by the other front");
  }

  @Test
  @Order(3)
  void theOtherFrontGoesOnAlone() throws IOException {
    FilesClient two = cluster.client(2);
    TestBytes bytes = new TestBytes(4713, 10 * MIB);
    String id = two.uploadStream("alone", bytes).get("id").asText();
    cluster.start("front-1");
    assertThat(cluster.client(1).downloadHash(id, FilesClient.Progress.NONE))
        .isEqualTo(bytes.sha256());
  }

  @Test
  @Order(4)
  void aClientThatGoesAwayLeavesNothing() throws IOException {
    Set<String> before = chunksOnNodes();
    halfAnUpload(4714, before).disconnect();
    awaitNoMoreThan(before, "the orphans are collected");
  }

  /** Sends the first 50 of 100 MiB through the first front, until chunks of it lie on nodes. */
  private HttpURLConnection halfAnUpload(long seed, Set<String> before) throws IOException {
    String url = cluster.front(1).toString();
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + "/upload/half").toURL().openConnection();
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(100 * MIB);
    try (InputStream in = new TestBytes(seed, 50 * MIB).stream()) {
      in.transferTo(connection.getOutputStream());
      connection.getOutputStream().flush();
    }
    Await.until(
        "chunks of the upload lie on nodes",
        Duration.ofSeconds(20),
        () -> chunksOnNodes().size() > before.size());
    return connection;
  }

  private void awaitNoMoreThan(Set<String> before, String what) {
    Await.until(
        what,
        COLLECTION,
        () -> {
          Set<String> left = chunksOnNodes();
          left.removeAll(before);
          return left.isEmpty();
        });
  }

  private static Set<String> chunks(JsonNode file) {
    return new HashSet<>(file.get("chunks").findValuesAsText("id"));
  }

  /** What the inventories of all nodes say. */
  private Set<String> chunksOnNodes() throws IOException {
    Set<String> ids = new HashSet<>();
    FilesClient any = new FilesClient(URI.create("http://127.0.0.1"));
    for (Cluster.Server node : cluster.status()) {
      if (node.role().equals("node")) {
        HttpResponse<byte[]> page =
            any.send(
                HttpRequest.newBuilder(URI.create(node.url() + "/chunk?limit=10000"))
                    .header("Authorization", "Bearer " + cluster.secret())
                    .build());
        assertThat(page.statusCode()).isEqualTo(200);
        ids.addAll(FilesClient.json(page).findValuesAsText("id"));
      }
    }
    return ids;
  }
}
