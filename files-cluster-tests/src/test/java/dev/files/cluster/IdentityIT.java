package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The process at a node's URL becomes another one: its disk is replaced by an empty one, by another
 * node's, or by an earlier state of itself. No answer of it counts for the node that was there.
 */
@ExtendWith(SharedCluster.class)
class IdentityIT {
  private static final int FILES = 12;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Map<String, TestBytes> written = new HashMap<>();
  private Cluster cluster;
  private List<FilesClient> fronts;
  private long seed = 8_000;

  @Test
  void noCopyCountsThatAnotherIdentityHasOrHasNot(Cluster shared) throws IOException {
    cluster = shared;
    fronts = List.of(shared.client(1), shared.client(2));
    Path one = cluster.data().resolve("node-1");
    Path two = cluster.data().resolve("node-2");
    Path real = cluster.data().resolve("node-1-real");
    Path old = cluster.data().resolve("node-1-old");
    Path away = cluster.data().resolve("node-1-away");
    write();

    // An empty disk, at once: the fronts have known the other node there a moment ago.
    cluster.stop("node-1");
    copy(data(one), old);
    Files.move(data(one), real);
    cluster.start("node-1");
    write();
    readAll();
    everyCopyIsWhereItIsSaidToBe();

    // The disk of another node, which is at another URL.
    cluster.stop("node-1");
    cluster.stop("node-2");
    Files.move(data(one), away);
    Files.move(data(two), data(one));
    cluster.start("node-1");
    write();
    readAll();
    cluster.stop("node-1");
    Files.move(data(one), data(two));
    cluster.start("node-2");

    // The disk as it was before: what it has taken since is not there.
    Files.move(real, data(one));
    cluster.start("node-1");
    write();
    readAll();
    // The node with the empty disk is gone for good: one loss at a time.
    everyCopyIsWhereItIsSaidToBe();
    cluster.stop("node-1");
    Files.move(data(one), real);
    Files.move(old, data(one));
    cluster.start("node-1");
    write();
    readAll();
    everyCopyIsWhereItIsSaidToBe();

    // And the real one again.
    cluster.stop("node-1");
    delete(data(one));
    Files.move(real, data(one));
    cluster.start("node-1");
    write();
    readAll();
    everyCopyIsWhereItIsSaidToBe();
    delete(away);
  }

  private static Path data(Path node) {
    return node.resolve("chunks");
  }

  /** The front that a node did not ping hears of its new URL a moment later; until then, 503. */
  private void write() {
    for (int i = 0; i < FILES; i++) {
      FilesClient front = fronts.get(i % 2);
      TestBytes bytes = new TestBytes(seed++, i == 0 ? 9 << 20 : 100_000);
      Await.until(
          "a front takes a file",
          LIMIT,
          () -> {
            JsonNode file = front.uploadStream("identity-" + seed, bytes);
            return written.put(file.get("id").asText(), bytes) == null;
          });
    }
  }

  private void readAll() throws IOException {
    for (Map.Entry<String, TestBytes> file : written.entrySet()) {
      for (FilesClient front : fronts) {
        assertThat(front.downloadHash(file.getKey(), FilesClient.Progress.NONE))
            .isEqualTo(file.getValue().sha256());
      }
    }
  }

  /** Each chunk comes to two copies, and each active node that is named has it, in its size. */
  private void everyCopyIsWhereItIsSaidToBe() {
    Await.until("every chunk has two copies where the fronts say", LIMIT, () -> wrong().isEmpty());
  }

  /** Copies that are told of and are not there, and chunks with fewer than two. */
  private List<String> wrong() throws IOException {
    Map<String, String> urls = new HashMap<>();
    HttpResponse<byte[]> nodes =
        fronts.get(0).get("/active-nodes", "Authorization", "Bearer " + cluster.secret());
    for (JsonNode node : FilesClient.json(nodes)) {
      urls.put(node.get("id").asText(), node.get("url").asText());
    }
    List<String> wrong = new ArrayList<>();
    for (String file : written.keySet()) {
      for (JsonNode chunk : fronts.get(0).metadata(file).get("chunks")) {
        int there = 0;
        for (JsonNode location : chunk.get("locations")) {
          String url = urls.get(location.asText());
          if (url != null && has(url, location.asText(), chunk)) {
            there++;
          } else if (url != null) {
            wrong.add(chunk + " is not at " + url);
          }
        }
        if (there < 2) {
          wrong.add(chunk + " has " + there + " copies");
        }
      }
    }
    return wrong;
  }

  private boolean has(String url, String node, JsonNode chunk) throws IOException {
    HttpRequest head =
        HttpRequest.newBuilder(URI.create(url + "/chunk/" + chunk.get("id").asText()))
            .header("Authorization", "Bearer " + cluster.secret())
            .header("Files-Node", node)
            .header("Files-Protocol", "2")
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> answer = fronts.get(0).send(head);
    return answer.statusCode() == 200
        && answer.headers().firstValueAsLong("Content-Length").orElse(-1)
            == chunk.get("size").asLong();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
