package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ./files verify} on a cluster that heals nothing by itself for an hour. */
class VerifyIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Cluster cluster;
  private FilesClient files;

  @Test
  void findsWhatIsNotAsTheRowsSay() throws Exception {
    try (Cluster started =
        Cluster.start(
            Cluster.Plan.named("verify", 22_100)
                .with("FILES_COLLECT_SECONDS", "3600")
                .with("FILES_ORPHAN_SECONDS", "3600"))) {
      cluster = started;
      files = cluster.client();
      TestBytes large = new TestBytes(1, 9 << 20);
      JsonNode damaged = twoCopies(files.uploadStream("large", large));
      JsonNode lost = twoCopies(files.uploadStream("small", new TestBytes(2, 100_000)));
      assertThat(cluster.command("verify", "--bytes")).contains("2 contents", "all is sound");
      assertThat(lastLine(cluster.command("verify", "--json")).get("copies").asInt()).isEqualTo(8);

      byte[] orphan = "nobody names these bytes".getBytes(StandardCharsets.UTF_8);
      String orphanId = Sha256.of(orphan).hex();
      call("POST", nodeUrl(), "?hash=" + orphanId, orphan);
      assertFound("orphan", orphanId);

      String lostId = lost.get("chunks").get(0).get("id").asText();
      lose(lostId);
      assertFound("missing", lostId);

      String damagedId = damaged.get("chunks").get(1).get("id").asText();
      flip(slice(large, 4 << 20, 64));
      assertFound("rotten", damagedId, "--bytes");

      assertThatThrownBy(() -> cluster.command("verify", "--json"))
          .hasMessageContaining("ended with 1")
          .hasMessageContaining("\"sound\":false");
      cluster.stop("front-1");
      assertThatThrownBy(() -> cluster.command("verify")).hasMessageContaining("ended with 2");
    }
  }

  private void assertFound(String kind, String chunk, String... options) {
    String[] words =
        Stream.concat(Stream.of("verify"), Arrays.stream(options)).toArray(String[]::new);
    assertThatThrownBy(() -> cluster.command(words))
        .hasMessageContaining("ended with 1")
        .message()
        .matches(text -> text.lines().anyMatch(l -> l.startsWith(kind) && l.contains(chunk)));
  }

  private static JsonNode lastLine(String lines) throws IOException {
    List<String> all = lines.lines().toList();
    return FilesClient.JSON.readTree(all.get(all.size() - 1));
  }

  private JsonNode twoCopies(JsonNode file) {
    Await.until(
        "each chunk has two copies",
        LIMIT,
        () -> {
          for (JsonNode chunk : files.metadata(file.get("id").asText()).get("chunks")) {
            if (chunk.get("locations").size() < 2) {
              return false;
            }
          }
          return true;
        });
    return file;
  }

  private String nodeUrl() {
    return cluster.server("node-1").url();
  }

  private HttpResponse<byte[]> call(String method, String node, String path, byte[] body)
      throws IOException {
    return files.send(
        HttpRequest.newBuilder(URI.create(node + "/chunk" + path))
            .header("Authorization", "Bearer " + cluster.secret())
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /** Takes one copy away behind the database's back. */
  private void lose(String chunk) throws IOException {
    for (Cluster.Server server : cluster.status()) {
      if (server.role().equals("node")) {
        HttpResponse<byte[]> head = call("GET", server.url(), "/" + chunk, new byte[0]);
        if (head.statusCode() == 200) {
          String generation = head.headers().firstValue("Files-Generation").orElseThrow();
          call("DELETE", server.url(), "/" + chunk + "?generation=" + generation, new byte[0]);
          return;
        }
      }
    }
    throw new AssertionError("no node has " + chunk);
  }

  private static byte[] slice(TestBytes bytes, long from, int length) throws IOException {
    try (InputStream in = bytes.stream()) {
      in.skipNBytes(from);
      return in.readNBytes(length);
    }
  }

  /** Flips a bit where a node's disk has these bytes, in one copy. */
  private void flip(byte[] bytes) throws IOException {
    for (int node = 1; node <= 3; node++) {
      Path chunks = cluster.data().resolve("node-" + node).resolve("chunks");
      List<Path> paths;
      try (Stream<Path> all = Files.walk(chunks)) {
        paths = all.filter(Files::isRegularFile).toList();
      }
      for (Path path : paths) {
        int at = indexOf(Files.readAllBytes(path), bytes);
        if (at >= 0) {
          try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes[0] ^ 1);
          }
          return;
        }
      }
    }
    throw new AssertionError("no disk has the bytes");
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (all[i] == part[0] && Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
