package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The database is set back to an earlier moment under a cluster that runs: the rows of files that
 * were acknowledged since are gone, and all their bytes look like orphans.
 */
class RanBackIT {
  private static final int OFFSET = 22_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Map<String, TestBytes> kept = new LinkedHashMap<>();
  private final Set<String> forgotten = new HashSet<>();
  private long seed = 22_000;
  private Cluster cluster;
  private FilesClient files;
  private String token;

  @Test
  void noByteIsDeletedUntilAnOperatorHasLooked() throws Exception {
    try (Cluster started =
        Cluster.start(
            Cluster.Plan.named("ran-back", OFFSET)
                .with("FILES_PING_SECONDS", "1")
                .with("FILES_NODE_ACTIVE_SECONDS", "5"))) {
      cluster = started;
      files = cluster.client();
      token = Files.readString(cluster.data().resolve("admin-token")).strip();
      for (int i = 0; i < 5; i++) {
        TestBytes bytes = new TestBytes(seed++, i == 0 ? 9 << 20 : 100_000);
        kept.put(files.uploadStream("kept-" + i, bytes).get("id").asText(), bytes);
      }
      JsonNode deleted = files.uploadStream("deleted", new TestBytes(seed++, 100_000));
      everyChunkHasTwoCopies();
      cluster.stop("front-1");
      onServer("CREATE DATABASE earlier TEMPLATE files");
      cluster.start("front-1");
      assertThat(health("history").at("/data/degraded").asBoolean()).isFalse();

      for (int i = 0; i < 5; i++) {
        JsonNode file =
            files.uploadStream("forgotten-" + i, new TestBytes(seed++, i == 0 ? 9 << 20 : 100_000));
        file.get("chunks").forEach(chunk -> forgotten.add(chunk.get("id").asText()));
      }
      String gone = deleted.get("chunks").get(0).get("id").asText();
      assertThat(
              files
                  .delete(deleted.get("id").asText(), deleted.get("manageToken").asText())
                  .statusCode())
          .isEqualTo(204);
      Await.until("its bytes are gone", LIMIT, () -> !copies().toString().contains(gone));
      everyForgottenChunkHasTwoCopies();

      Set<String> before = copies();
      onServer("DROP DATABASE files WITH (FORCE)", "CREATE DATABASE files TEMPLATE earlier");
      Await.until(
          "a node says so", LIMIT, () -> health("history").at("/data/degraded").asBoolean());
      assertThat(health("history").at("/data/why").asText())
          .contains("deletions on nodes are stopped", "went back in time");
      Await.until("all that nothing names waits", LIMIT, () -> due() >= 2L * forgotten.size());
      long looked = steps("orphans");
      Await.until("it was looked at", LIMIT, () -> steps("orphans") >= looked + 5);
      assertThat(copies()).containsAll(before);
      assertThat(files.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(metrics()).contains("files_deletions_stopped 1.0");
      assertThat(cluster.statusJson().toString()).contains("deletions on nodes are stopped");

      // Over a restart too: the nodes remember, and the database does.
      cluster.stop("front-1");
      cluster.start("front-1");
      Await.until("it is told", LIMIT, () -> health("history").at("/data/degraded").asBoolean());
      assertThat(copies()).containsAll(before);

      Path saved = cluster.data().resolve("saved");
      String listed = cluster.command("salvage", "--to", saved.toString());
      for (String chunk : forgotten) {
        assertThat(listed).contains(chunk);
        assertThat(Sha256.of(Files.readAllBytes(saved.resolve(chunk))).hex()).isEqualTo(chunk);
      }
      assertThat(listed.lines()).hasSize(2 * forgotten.size());

      assertThat(recovered("wrong")).isEqualTo(401);
      assertThat(recovered(token)).isEqualTo(204);
      Await.until(
          "orphans go", LIMIT, () -> copies().stream().noneMatch(copy -> isForgotten(copy)));
      assertThat(health("history").at("/data/degraded").asBoolean()).isFalse();
      for (Map.Entry<String, TestBytes> file : kept.entrySet()) {
        assertThat(files.downloadHash(file.getKey(), FilesClient.Progress.NONE))
            .isEqualTo(file.getValue().sha256());
      }
    }
  }

  private boolean isForgotten(String copy) {
    return forgotten.contains(copy.substring(copy.indexOf(' ') + 1));
  }

  private void everyChunkHasTwoCopies() {
    Await.until(
        "each chunk has two copies",
        LIMIT,
        () -> {
          for (String file : kept.keySet()) {
            for (JsonNode chunk : files.metadata(file).get("chunks")) {
              if (chunk.get("locations").size() < 2) {
                return false;
              }
            }
          }
          return true;
        });
  }

  private void everyForgottenChunkHasTwoCopies() {
    Await.until(
        "each chunk that will be forgotten has two copies",
        LIMIT,
        () -> copies().stream().filter(this::isForgotten).count() == 2L * forgotten.size());
  }

  /** What the nodes have, as NODE CHUNK. */
  private Set<String> copies() throws IOException {
    Set<String> copies = new HashSet<>();
    for (Cluster.Server server : cluster.status()) {
      if (server.role().equals("node")) {
        HttpResponse<byte[]> page =
            files.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/chunk?limit=1000"))
                    .header("Authorization", "Bearer " + cluster.secret())
                    .build());
        for (JsonNode chunk : FilesClient.json(page).get("chunks")) {
          copies.add(server.name() + " " + chunk.get("id").asText());
        }
      }
    }
    return copies;
  }

  private JsonNode health(String name) {
    for (JsonNode check : FilesClient.json(files.get("/health/ready")).get("checks")) {
      if (check.get("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("no check " + name);
  }

  private long steps(String worker) {
    JsonNode workers =
        FilesClient.json(files.get("/admin/workers", "Authorization", "Bearer " + token));
    for (JsonNode one : workers.get("workers")) {
      if (one.get("name").asText().equals(worker)) {
        return one.get("steps").asLong();
      }
    }
    throw new AssertionError("no worker " + worker);
  }

  private String metrics() {
    return new String(
        files.get("/metrics", "Authorization", "Bearer " + token).body(), StandardCharsets.UTF_8);
  }

  private int recovered(String bearer) {
    return files
        .send(
            files
                .request("/admin/recovered")
                .header("Authorization", "Bearer " + bearer)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build())
        .statusCode();
  }

  /** Orphans whose time has come. */
  private long due() throws SQLException, IOException {
    try (Connection connection = connect("files");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) FROM orphan WHERE next_try < clock_timestamp()")) {
      result.next();
      return result.getLong(1);
    }
  }

  private void onServer(String... commands) throws SQLException, IOException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  private Connection connect(String database) throws SQLException, IOException {
    URI server = URI.create(cluster.server("database").url());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + server.getAuthority() + "/" + database,
        "files",
        Files.readString(cluster.data().resolve("database-password")).strip());
  }
}
