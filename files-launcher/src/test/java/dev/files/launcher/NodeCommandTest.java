package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Orders about nodes, given to a front that answers as told. */
class NodeCommandTest {
  private static final String NODE_URL = "http://127.0.0.1:1";

  @TempDir Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> calls = new ArrayList<>();
  private HttpServer front;
  private String token;

  /** What the node is at one look after the other; the last one stays. */
  private final List<String> standings = new ArrayList<>();

  private int orderStatus = 200;

  @BeforeEach
  void start() throws IOException {
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.createContext("/", this::answer);
    front.start();
    ClusterDir dir = new ClusterDir(temporary.resolve("data"));
    dir.create();
    token = ClusterDir.text(dir.adminToken());
    new StateFile(dir)
        .update(
            none ->
                new ClusterState(
                    true,
                    0,
                    Map.of(),
                    List.of(
                        ServerRecord.stopped(Role.NODE, 1, NODE_URL),
                        ServerRecord.stopped(Role.NODE, 2, "http://127.0.0.1:2"),
                        ServerRecord.stopped(Role.FRONT, 1, url())
                            .startedAs(thisProcess(), Instant.now())
                            .nowReady())));
  }

  @AfterEach
  void stop() {
    front.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + front.getAddress().getPort();
  }

  private static ProcessIdentity thisProcess() {
    return ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
  }

  private static String node(String id, String state, int chunks, boolean safe, String lastPing) {
    return String.format(
        "{\"id\":\"%s\",\"url\":\"%s\",\"state\":\"%s\",\"chunks\":%d,\"usedBytes\":3145728,"
            + "\"capacityBytes\":104857600,\"safeToRemove\":%s,\"reason\":\"So it is.\","
            + "\"lastPing\":\"%s\"}",
        id, NODE_URL, state, chunks, safe, lastPing);
  }

  private static String now(String state, int chunks, boolean safe) {
    return node("aa", state, chunks, safe, "2026-01-02T00:00:00Z");
  }

  private String standing() {
    return standings.size() > 1 ? standings.remove(0) : standings.get(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String call = (exchange.getRequestMethod() + " " + path + " " + body).strip();
    String bearer = "Bearer " + token;
    if (path.equals("/health/ready")) {
      reply(exchange, 200, "{}");
    } else if (!bearer.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 401, "{\"detail\":\"no\"}");
    } else if (path.equals("/admin/nodes")) {
      String superseded = node("bb", "lost", 7, true, "1970-01-01T00:00:00Z");
      reply(exchange, 200, "[" + superseded + "," + standing() + "]");
    } else if (orderStatus == 200) {
      calls.add(call);
      reply(exchange, 200, standing());
    } else {
      reply(exchange, orderStatus, "{\"detail\":\"It is active.\"}");
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", temporary.resolve("data").toString()));
    CommandLine command = Launcher.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(all.toArray(String[]::new));
  }

  private String lastWord() {
    return err.toString().strip().lines().reduce((first, last) -> last).orElse("");
  }

  @Test
  void givesOrdersAndTellsWhatTheNodeIs() {
    standings.add(now("draining", 5, false));
    for (String order : List.of("drain", "activate", "lost")) {
      assertThat(run("node", order, "node-1")).as(err.toString()).isZero();
    }
    assertThat(calls)
        .containsExactly(
            "POST /admin/nodes/aa/drain",
            "POST /admin/nodes/aa/activate",
            "POST /admin/nodes/aa/lost");
    assertThat(out.toString().lines()).containsOnly("node-1 is draining. So it is.");
  }

  @Test
  void saysUntilWhenMaintenanceLasts() {
    standings.add(now("maintenance", 5, false));
    Instant before = Instant.now();
    assertThat(run("node", "maintenance", "node-1", "2h")).as(err.toString()).isZero();
    String until = calls.get(0).replaceFirst("POST .*\"until\":\"(.*)\"}", "$1");
    assertThat(Duration.between(before, Instant.parse(until)))
        .isBetween(Duration.ofSeconds(7198), Duration.ofSeconds(7260));
    assertThat(run("node", "maintenance", "node-1")).isEqualTo(2);
    assertThat(run("node", "maintenance", "node-1", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("not \"soon\"");
    assertThat(calls).hasSize(1);
  }

  @Test
  void waitsUntilADrainedNodeIsSafeToRemove() {
    standings.addAll(
        List.of(
            now("active", 5, false),
            now("draining", 5, false),
            now("draining", 2, false),
            now("drained", 0, true)));
    assertThat(run("node", "drain", "node-1", "--wait")).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly("node-1 is draining. So it is.", "node-1 is drained. So it is.");
  }

  @Test
  void stopsWaitingWhenSomebodyActivatesTheNode() {
    standings.addAll(
        List.of(now("active", 5, false), now("draining", 5, false), now("active", 5, false)));
    assertThat(run("node", "drain", "node-1", "--wait")).isEqualTo(1);
    assertThat(lastWord()).contains("somebody activated it");
  }

  @Test
  void aRetiredNodeIsNotStartedAgain() {
    standings.add(now("retired", 0, true));
    assertThat(run("node", "retire", "node-1")).as(err.toString()).isZero();
    assertThat(calls).containsExactly("DELETE /admin/nodes/aa");
    assertThat(out.toString()).contains("node-1 is retired.", "data/node-1 can be deleted");
    assertThat(run("node", "start", "node-1")).isEqualTo(1);
    assertThat(lastWord()).contains("node-1 is retired, and stays so");
    assertThat(new StateFile(new ClusterDir(temporary.resolve("data"))).read().nodes())
        .extracting(ServerRecord::name)
        .containsExactly("node-2");
  }

  @Test
  void endsWithWhatTheFrontRefuses() {
    standings.add(now("active", 5, false));
    orderStatus = 409;
    assertThat(run("node", "retire", "node-1")).isEqualTo(1);
    assertThat(lastWord()).isEqualTo("files: It is active.");
    assertThat(run("node", "drain", "node-2")).isEqualTo(1);
    assertThat(lastWord()).isEqualTo("files: no front has heard of node-2 yet");
    token = "another";
    assertThat(run("node", "drain", "node-1")).isEqualTo(1);
    assertThat(lastWord()).contains(url() + " refuses the admin token");
    front.stop(0);
    assertThat(run("node", "drain", "node-1")).isEqualTo(1);
    assertThat(lastWord()).isEqualTo("files: no front answers: tried " + url());
    new StateFile(new ClusterDir(temporary.resolve("data")))
        .update(state -> state.with("front-1", ServerRecord::nowStopped));
    assertThat(run("node", "drain", "node-1")).isEqualTo(1);
    assertThat(lastWord()).contains("no front runs here");
    assertThat(run("node", "add")).isEqualTo(1);
    assertThat(lastWord()).contains("no front runs here");
  }

  @Test
  void statusTellsReadinessAndNodes() throws IOException {
    standings.add(now("active", 5, false));
    assertThat(run("status", "--json")).isZero();
    JsonNode status = new ObjectMapper().readTree(out.toString());
    JsonNode node = status.get(0);
    assertThat(node.get("ready").asBoolean()).isFalse();
    assertThat(node.get("nodeState").asText()).isEqualTo("active");
    assertThat(node.get("usedBytes").asLong()).isEqualTo(3 << 20);
    assertThat(node.get("data").asText()).endsWith("data/node-1/chunks");
    assertThat(status.get(1).has("nodeState")).isFalse();
    assertThat(status.get(2).get("ready").asBoolean()).isTrue();
    assertThat(run("status")).isZero();
    assertThat(out.toString()).contains("active, 5 chunks, 3 of 100 MiB");
  }

  @Test
  void statusTellsTheProcessesWhenNoFrontAnswers() throws IOException {
    front.stop(0);
    assertThat(run("status", "--json")).isZero();
    JsonNode status = new ObjectMapper().readTree(out.toString());
    assertThat(status.get(2).get("state").asText()).isEqualTo("running");
    assertThat(status.get(2).get("ready").asBoolean()).isFalse();
    assertThat(status.get(0).has("nodeState")).isFalse();
  }
}
