package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server that is not there yet, or no longer, says so: it refuses the connection, breaks it, or
 * answers 503 with {@code Retry-After}. It never answers 404, which a client takes for "deleted".
 */
@ExtendWith(SharedCluster.class)
class ReadinessIT {
  private static final String REFUSED = "refused";
  private static final String BROKEN = "broken";
  private static final List<String> ALLOWED = List.of(REFUSED, BROKEN, "200", "503 Retry-After");

  @Test
  void aFrontIsReadyOrSaysThatItIsNot(Cluster cluster) throws Exception {
    String id = cluster.client().uploadStream("kept", new TestBytes(15, 100)).get("id").asText();
    Asking downloads = new Asking(cluster.front(1), "/download/" + id);
    Asking live = new Asking(cluster.front(1), "/health/live");
    cluster.stop("front-1");
    cluster.start("front-1");
    assertHonest(downloads.end());
    assertHonest(live.end());
  }

  @Test
  void aNodeIsReadyOrSaysThatItIsNot(Cluster cluster) throws Exception {
    URI node = URI.create(cluster.server("node-1").url());
    Asking live = new Asking(node, "/health/live");
    cluster.stop("node-1");
    cluster.start("node-1");
    assertHonest(live.end());
  }

  @Test
  void aStartThatWaitsForAnotherServerDoesNotKeepItFromBeingStarted(Cluster cluster)
      throws Exception {
    cluster.kill("database");
    cluster.kill("node-1");
    CompletableFuture<Void> node = CompletableFuture.runAsync(() -> cluster.start("node-1"));
    Await.until(
        "the node is on its way",
        Duration.ofSeconds(60),
        () -> isLive(cluster.server("node-1").url()));
    assertThat(node).isNotDone();
    CompletableFuture.runAsync(() -> cluster.start("database")).get(60, TimeUnit.SECONDS);
    node.get(60, TimeUnit.SECONDS);
  }

  private static boolean isLive(String server) {
    try {
      return new FilesClient(URI.create(server)).get("/health/live").statusCode() == 200;
    } catch (AssertionError e) {
      return false;
    }
  }

  @Test
  void aServerWhoseApplicationFailedListensNowhere(Cluster cluster) throws Exception {
    URI node = URI.create(cluster.server("node-1").url());
    cluster.stop("node-1");
    try {
      Asking live = new Asking(node, "/health/live");
      assertThatThrownBy(() -> cluster.start("node-1", Map.of("FILES_NODE_READS", "many")))
          .hasMessageContaining("FILES_NODE_READS must be a number");
      // Whoever starts the server looks whether the port is free, by listening there for a moment.
      assertThat(live.end().keySet()).isSubsetOf(REFUSED, BROKEN).contains(REFUSED);
    } finally {
      cluster.kill("node-1");
      cluster.start("node-1");
    }
  }

  /** A ping counts for 15 s; a refusal is known at once. */
  @Test
  void nodesThatWereKilledAreMissedAtOnce(Cluster cluster) throws Exception {
    FilesClient files = cluster.client();
    cluster.kill("node-1");
    cluster.kill("node-2");
    try {
      Await.until(
          "the front misses two of three nodes",
          Duration.ofSeconds(6),
          () -> files.get("/health/ready").statusCode() == 503);
      JsonNode nodes = FilesClient.json(files.get("/health/ready")).at("/checks/2");
      assertThat(nodes.get("name").asText()).isEqualTo("nodes");
      assertThat(nodes.get("status").asText()).isEqualTo("DOWN");
      assertThat(nodes.at("/data/active").asInt()).isEqualTo(1);
      assertThat(nodes.at("/data/refusing").asText().split(" ")).hasSize(2);
      assertThat(files.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      cluster.start("node-1");
      cluster.start("node-2");
    }
    Await.until(
        "the front has its nodes again",
        Duration.ofSeconds(20),
        () -> files.get("/health/ready").statusCode() == 200);
  }

  private static void assertHonest(Map<String, Integer> answers) {
    assertThat(answers.keySet()).isSubsetOf(ALLOWED).contains(REFUSED, "200");
  }

  /** Asks as fast as it gets answers, each time on a new connection, and counts what came. */
  private static final class Asking {
    private final InetSocketAddress server;
    private final String request;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Thread thread = new Thread(this::ask, "asking");

    Asking(URI server, String path) {
      this.server = new InetSocketAddress(server.getHost(), server.getPort());
      request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      thread.start();
    }

    private void ask() {
      while (!over.get()) {
        answers.merge(answer(), 1, Integer::sum);
      }
    }

    private String answer() {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(30_000);
        socket.connect(server, 5_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        String text = all.toString(StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
          return BROKEN;
        }
        String status = text.substring(9, 12);
        return status
            + (status.equals("503") && text.contains("Retry-After:") ? " Retry-After" : "");
      } catch (ConnectException e) {
        return REFUSED;
      } catch (IOException e) {
        return BROKEN;
      }
    }

    Map<String, Integer> end() throws InterruptedException {
      over.set(true);
      thread.join();
      return answers;
    }
  }
}
