package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Nodes that die for good, come back, are drained and retired. One cluster lives through it all, so
 * the tests have an order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HealingIT {
  private static final int MIB = 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Map<String, TestBytes> FILES = new HashMap<>();
  private static Cluster cluster;
  private static FilesClient files;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        Cluster.start(
            Cluster.Plan.named("healing", 18_000)
                .nodes(4)
                .with("FILES_PING_SECONDS", "1")
                .with("FILES_NODE_ACTIVE_SECONDS", "5")
                .with("FILES_NODE_LOST_SECONDS", "8")
                .with("FILES_MANY_LOST_SECONDS", "3600")
                .with("FILES_COLLECT_SECONDS", "1")
                .with("FILES_ORPHAN_SECONDS", "3")
                .with("FILES_REBALANCE_POINTS", "2")
                .with("FILES_NODE_CAPACITY_BYTES", Long.toString(512L * MIB)));
    files = cluster.client();
    token = Files.readString(cluster.data().resolve("admin-token")).strip();
    for (int i = 0; i < 40; i++) {
      TestBytes bytes = new TestBytes(i, i % 8 == 0 ? 9 * MIB : 100_000);
      FILES.put(files.uploadStream("file-" + i, bytes).get("id").asText(), bytes);
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static JsonNode admin(String method, String path, String body, int status) {
    HttpResponse<byte[]> answer =
        files.send(
            files
                .request("/admin" + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
    return FilesClient.json(answer);
  }

  /** A node as operators see it, by the name that the launcher gave it. */
  private static JsonNode node(String name) {
    String url = cluster.server(name).url();
    for (JsonNode node : admin("GET", "/nodes", "", 200)) {
      if (url.startsWith(node.get("url").asText())) {
        return node;
      }
    }
    throw new AssertionError("no node at " + url);
  }

  private static String id(String name) {
    return node(name).get("id").asText();
  }

  private static String state(String name) {
    return node(name).get("state").asText();
  }

  /** For each chunk, the nodes that have it by name, but one. */
  private static List<Integer> copiesBut(String node) {
    List<Integer> copies = new ArrayList<>();
    for (String file : FILES.keySet()) {
      for (JsonNode chunk : files.metadata(file).get("chunks")) {
        int others = 0;
        for (JsonNode location : chunk.get("locations")) {
          others += location.asText().equals(node) ? 0 : 1;
        }
        copies.add(others);
      }
    }
    return copies;
  }

  private static String activeNodes() throws IOException {
    HttpResponse<byte[]> answer =
        files.get("/active-nodes", "Authorization", "Bearer " + cluster.secret());
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static void allIsReadable() throws IOException {
    for (Map.Entry<String, TestBytes> file : FILES.entrySet()) {
      assertThat(files.downloadHash(file.getKey(), FilesClient.Progress.NONE))
          .isEqualTo(file.getValue().sha256());
    }
  }

  @Test
  @Order(1)
  void whatALostNodeHadIsCopiedWithoutTheBrokerAndCountsAgainWhenItIsBack() throws IOException {
    String lost = id("node-4");
    assertThat(node("node-4").get("chunks").asInt()).isPositive();
    cluster.kill("broker");
    cluster.kill("node-4");
    Await.until("it is lost", LIMIT, () -> state("node-4").equals("lost"));
    Await.until(
        "others have two copies of each chunk",
        LIMIT,
        () -> copiesBut(lost).stream().allMatch(copies -> copies >= 2));
    cluster.start("broker");
    Await.until("nothing hangs on it", LIMIT, () -> node("node-4").get("safeToRemove").asBoolean());
    allIsReadable();

    cluster.start("node-4");
    Await.until("it is active", LIMIT, () -> state("node-4").equals("active"));
    Await.until(
        "no chunk has more copies than wanted",
        LIMIT,
        () -> copiesBut("").stream().allMatch(copies -> copies == 2));
    allIsReadable();
  }

  @Test
  @Order(2)
  void aNodeInMaintenanceIsNotLost() throws IOException {
    admin(
        "POST",
        "/nodes/" + id("node-4") + "/maintenance",
        "{\"until\": \"" + Instant.now().plusSeconds(3600) + "\"}",
        200);
    cluster.kill("node-4");
    JsonNode before = node("node-4");
    Await.until(
        "it has been silent for longer than it takes to be lost",
        LIMIT,
        () ->
            Instant.parse(node("node-4").get("lastPing").asText())
                .isBefore(Instant.now().minusSeconds(12)));
    assertThat(state("node-4")).isEqualTo("maintenance");
    assertThat(node("node-4").get("chunks")).isEqualTo(before.get("chunks"));
    allIsReadable();
    cluster.start("node-4");
    admin("POST", "/nodes/" + id("node-4") + "/activate", "", 200);
    Await.until("it is active", LIMIT, () -> state("node-4").equals("active"));
  }

  @Test
  @Order(3)
  void aNodeIsDrainedRetiredAndItsDiskIsRefused() throws IOException {
    String drained = id("node-1");
    assertThatThrownBy(() -> cluster.node("retire", "node-1"))
        .hasMessageContaining("files: It is active.");
    assertThat(cluster.node("drain", "node-1", "--wait"))
        .contains("node-1 is drained. Other nodes have sound copies of all that it has.");
    assertThat(copiesBut("")).containsOnly(2);
    assertThat(copiesBut(drained)).containsOnly(2);
    // Three are left, so one more may go, and then none.
    cluster.node("drain", "node-2");
    assertThatThrownBy(() -> cluster.node("drain", "node-3"))
        .hasMessageContaining("add or activate a node first");
    cluster.node("activate", "node-2");
    assertThat(cluster.node("retire", "node-1")).contains("node-1 is retired.");
    Await.until("it is not active", LIMIT, () -> !activeNodes().contains(drained));
    assertThat(state("node-1")).isEqualTo("retired");
    cluster.stop("node-1");
    allIsReadable();
  }

  @Test
  @Order(4)
  void aNodeIsAddedAndStaysWhileARetiredOneIsStartedNoMore() throws IOException {
    // The plan that is to be seen is the one that knows of the new node.
    admin("POST", "/workers/plans", "{\"paused\": true}", 200);
    admin("POST", "/workers/rebalance", "{\"paused\": true}", 200);
    if (!openPlan().isMissingNode()) {
      admin("POST", "/plans/" + openPlan().get("id").asText() + "/cancel", "", 200);
    }
    assertThat(cluster.node("add")).contains("node-5 is ready");
    admin("POST", "/workers/plans", "{\"paused\": false}", 200);
    JsonNode set = admin("POST", "/workers/rot", "{\"paused\": true, \"pace\": 0.25}", 200);
    assertThat(set.get("paused").asBoolean()).isTrue();
    assertThat(set.get("pace").asDouble()).isEqualTo(0.25);
    assertThat(status("node-5").get("nodeState").asText()).isEqualTo("active");
    assertThat(status("node-5").get("ready").asBoolean()).isTrue();
    String added = id("node-5");
    Await.until("it is to take its share", LIMIT, () -> !openPlan().isMissingNode());
    JsonNode plan = openPlan();
    assertThat(plan.get("kind").asText()).isEqualTo("rebalance");
    assertThat(plan.get("bytes").asLong()).isGreaterThan(10L * MIB);
    admin("POST", "/plans", "{\"kind\": \"rebalance\"}", 409);
    admin("POST", "/plans/" + plan.get("id").asText() + "/pause", "", 200);
    admin("POST", "/workers/rebalance", "{\"paused\": false}", 200);

    cluster.down();
    cluster.up();
    assertThat(openPlan().get("state").asText()).isEqualTo("paused");
    assertThat(openPlan().get("id")).isEqualTo(plan.get("id"));
    assertThat(openPlan().get("chunksDone").asLong()).isZero();
    assertThat(status("node-1").get("state").asText()).isEqualTo("stopped");
    assertThat(status("node-1").get("nodeState").asText()).isEqualTo("retired");
    assertThat(status("node-5").get("state").asText()).isEqualTo("running");
    assertThat(id("node-5")).isEqualTo(added);
    Await.until("it is paused as before", LIMIT, () -> worker("rot").get("paused").asBoolean());
    assertThat(worker("rot").get("pace").asDouble()).isEqualTo(0.25);
    assertThat(worker("repair").get("paused").asBoolean()).isFalse();
    admin("POST", "/workers/rot", "{\"paused\": false}", 200);
    Await.until("it works again", LIMIT, () -> worker("rot").get("steps").asInt() > 0);
    Await.until(
        "four are active",
        LIMIT,
        () ->
            List.of("node-2", "node-3", "node-4", "node-5").stream()
                .allMatch(name -> state(name).equals("active")));
    allIsReadable();
  }

  /** The rebalance that runs or is paused; missing when there is none. */
  private static JsonNode openPlan() {
    for (JsonNode plan : admin("GET", "/plans", "", 200).get("plans")) {
      if (plan.get("kind").asText().equals("rebalance") && !plan.has("ended")) {
        return plan;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  @Order(5)
  void aNewNodeTakesItsShareWhileAllIsReadAndWritten() throws IOException {
    JsonNode plan = openPlan();
    String path = "/plans/" + plan.get("id").asText();
    assertThat(admin("POST", path + "/resume", "", 200).get("state").asText()).isEqualTo("running");
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (int written = 0; !openPlan().isMissingNode(); written++) {
      assertThat(System.nanoTime()).as("%s", openPlan()).isLessThan(deadline);
      allIsReadable();
      TestBytes bytes = new TestBytes(1000 + written, 50_000);
      FILES.put(files.uploadStream("meanwhile", bytes).get("id").asText(), bytes);
    }
    JsonNode done = admin("GET", path, "", 200);
    assertThat(done.get("state").asText()).as("%s", done).isEqualTo("done");
    assertThat(done.has("reason")).as("%s", done).isFalse();
    assertThat(done.get("bytesDone").asLong()).isGreaterThan(plan.get("bytes").asLong() * 8 / 10);
    Await.until(
        "what moved is deleted where it was, and shares are even",
        LIMIT,
        () -> spread(shares(List.of("node-2", "node-3", "node-4", "node-5"))) < 0.03);
    assertThat(copiesBut("")).containsOnly(2);
    allIsReadable();
  }

  @Test
  @Order(6)
  void aDrainIsLookedAtPausedAndCancelled() {
    String drain = "{\"kind\": \"drain\", \"node\": \"" + id("node-5") + "\"";
    JsonNode preview = admin("POST", "/plans", drain + ", \"preview\": true}", 200);
    assertThat(preview.get("chunks").asInt()).isEqualTo(node("node-5").get("chunks").asInt());
    assertThat(state("node-5")).isEqualTo("active");
    admin("POST", "/workers/repair", "{\"paused\": true}", 200);
    JsonNode plan = admin("POST", "/plans", drain + "}", 201);
    String path = "/plans/" + plan.get("id").asText();
    admin("POST", "/plans", drain + "}", 409);
    admin("POST", path + "/pause", "", 200);
    admin("POST", "/workers/repair", "{\"paused\": false}", 200);
    Await.until(
        "what was asked for is found to be paused",
        LIMIT,
        () -> admin("GET", "/repairs", "", 200).get("backlog").isEmpty());
    assertThat(node("node-5").get("chunks").asInt()).isPositive();
    assertThat(state("node-5")).isEqualTo("draining");
    assertThat(admin("POST", path + "/cancel", "", 200).get("state").asText())
        .isEqualTo("cancelled");
    assertThat(state("node-5")).isEqualTo("active");
    admin("POST", path + "/resume", "", 409);
  }

  @Test
  @Order(7)
  void operatorsSeeThatNothingWaitsAndNothingWasGivenUp() {
    Await.until(
        "nothing waits", LIMIT, () -> admin("GET", "/repairs", "", 200).get("backlog").isEmpty());
    assertThat(admin("GET", "/repairs", "", 200).has("oldestDue")).isFalse();
    assertThat(admin("GET", "/dead-letters", "", 200)).isEmpty();
    assertThat(admin("POST", "/dead-letters/redrive", "", 200).get("moved").asInt()).isZero();
  }

  @Test
  @Order(8)
  void fiveNodesOfUnequalSizeAreEvenAfterAThousandUploadsAndASixthTakesItsShare()
      throws IOException {
    resize("node-3", 384);
    resize("node-4", 768);
    assertThat(addNode(640)).contains("node-6 is ready");
    List<String> nodes = new ArrayList<>(List.of("node-2", "node-3", "node-4", "node-5", "node-6"));
    IntStream.range(0, 1000).parallel().forEach(HealingIT::uploadOne);
    Await.until(
        "five are even", LIMIT, () -> share("node-2") > 0.15 && spread(shares(nodes)) < 0.05);

    assertThat(addNode(448)).contains("node-7 is ready");
    assertThat(share("node-7")).isLessThan(0.05);
    nodes.add("node-7");
    Await.until("six are even", LIMIT, () -> spread(shares(nodes)) < 0.05);
    assertThat(cluster.command("plan")).contains("  rebalance  ");
    allIsReadable();
  }

  private static void uploadOne(int number) {
    try {
      files.uploadStream("one", new TestBytes(5000 + number, 100_000 + number * 400));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> capacity(int mebibytes) {
    return Map.of("FILES_NODE_CAPACITY_BYTES", Long.toString((long) mebibytes * MIB));
  }

  private static String addNode(int mebibytes) {
    return cluster.node(capacity(mebibytes), "add");
  }

  private static void resize(String name, int mebibytes) {
    cluster.stop(name);
    cluster.start(name, capacity(mebibytes));
    Await.until(
        "its size is told",
        LIMIT,
        () -> node(name).get("capacityBytes").asLong() == (long) mebibytes * MIB);
  }

  /** How much of what a node may hold is used. */
  private static double share(String name) {
    JsonNode node = node(name);
    return node.get("usedBytes").asDouble() / node.get("capacityBytes").asLong();
  }

  private static List<Double> shares(List<String> names) {
    return names.stream().map(HealingIT::share).toList();
  }

  /** How far the fullest and the emptiest are apart. */
  private static double spread(List<Double> shares) {
    return Collections.max(shares) - Collections.min(shares);
  }

  private static JsonNode worker(String name) {
    for (JsonNode worker : admin("GET", "/workers", "", 200).get("workers")) {
      if (worker.get("name").asText().equals(name)) {
        return worker;
      }
    }
    throw new AssertionError("no worker " + name);
  }

  /** A server as {@code ./files status} tells it. */
  private static JsonNode status(String name) {
    for (JsonNode server : cluster.statusJson()) {
      if (server.get("name").asText().equals(name)) {
        return server;
      }
    }
    throw new AssertionError("no server " + name);
  }
}
