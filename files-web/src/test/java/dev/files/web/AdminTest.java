package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.metadata.RecordedFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminTest {
  private RunningFront front;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() {
    front.close();
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest request =
        front.request(path).header("Authorization", "Bearer " + token).GET().build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void explainsAChunkToOperatorsOnly() throws Exception {
    HttpRequest put =
        front.request("/upload/a.txt").PUT(BodyPublishers.ofByteArray(new byte[1500])).build();
    HttpClient.newHttpClient().send(put, BodyHandlers.discarding());
    RecordedFile file = front.files.recorded().get(0);
    String id = file.chunks().get(1).chunk().id().toString();

    assertProblem(get("/admin/chunks/" + id, RunningFront.SECRET), 401, "operators");
    assertProblem(get("/admin/chunks/" + id, file.manageToken()), 401, "operators");

    HttpResponse<String> answer = get("/admin/chunks/" + id, RunningFront.ADMIN);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode chunk = new ObjectMapper().readTree(answer.body());
    assertThat(chunk.get("size").asLong()).isEqualTo(500);
    assertThat(chunk.has("suspectSince")).isFalse();
    assertThat(chunk.get("copies").get(0).get("node").asText()).isEqualTo(MemoryFiles.NODE.hex());
    JsonNode use = chunk.get("uses").get(0);
    assertThat(use.get("order").asInt()).isEqualTo(1);
    assertThat(use.get("files").get(0).asText()).isEqualTo(file.file().id().text());
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    HttpRequest request =
        front
            .request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> order(String method, String order, String body) throws Exception {
    return send(
        method, "/admin/nodes/" + MemoryControl.NODE.hex() + order, RunningFront.ADMIN, body);
  }

  @Test
  void showsNodesAndCarriesOutOrders() throws Exception {
    JsonNode nodes = new ObjectMapper().readTree(get("/admin/nodes", RunningFront.ADMIN).body());
    assertThat(nodes.get(0).get("state").asText()).isEqualTo("active");
    assertThat(nodes.get(0).get("safeToRemove").asBoolean()).isFalse();
    assertThat(nodes.get(0).get("reason").asText()).contains("7 of its chunks");

    assertProblem(order("DELETE", "", ""), 409, "7 of its chunks");
    assertThat(order("POST", "/drain", "").body()).contains("\"drained\"", "\"safeToRemove\":true");
    assertThat(order("POST", "/activate", "").statusCode()).isEqualTo(200);
    assertThat(order("POST", "/maintenance", "{\"until\":\"2030-01-01T00:00:00Z\"}").body())
        .contains("\"maintenance\"");
    assertThat(order("POST", "/lost", "").body()).contains("\"lost\"");
    assertThat(order("DELETE", "", "").body()).contains("\"retired\"");
    assertThat(front.operators.orders)
        .containsExactly("drain", "activate", "maintain 2030-01-01T00:00:00Z", "lose", "retire");
  }

  @Test
  void whatIsWrongWithAnOrderIsNamed() throws Exception {
    assertProblem(order("POST", "/maintenance", "{\"until\":\"soon\"}"), 400, "until");
    assertProblem(order("POST", "/maintenance", "{\"till\":1}"), 400, "till");
    assertProblem(order("POST", "/maintenance", "{"), 400, "malformed");
    String unknown = "/admin/nodes/" + "e".repeat(32);
    assertProblem(get(unknown, RunningFront.ADMIN), 404, "node");
    assertProblem(get("/admin/nodes/x", RunningFront.ADMIN), 404, "node");
    assertProblem(send("POST", unknown + "/drain", RunningFront.ADMIN, ""), 404, "node");
    assertProblem(send("POST", unknown + "/drain", RunningFront.SECRET, ""), 401, "operators");
    assertProblem(send("DELETE", unknown, RunningFront.SECRET, ""), 401, "operators");
    assertProblem(get("/admin/nodes", RunningFront.SECRET), 401, "operators");
    assertThat(front.operators.orders).isEmpty();
  }

  private HttpResponse<String> plan(String body) throws Exception {
    return send("POST", "/admin/plans", RunningFront.ADMIN, body);
  }

  private HttpResponse<String> plan(Object id, String order) throws Exception {
    return send("POST", "/admin/plans/" + id + order, RunningFront.ADMIN, "");
  }

  @Test
  void looksAheadAtPlansAndCarriesThemOut() throws Exception {
    HttpResponse<String> preview = plan("{\"kind\":\"rebalance\",\"preview\":true}");
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body())
        .contains("\"state\":\"preview\"", "\"chunks\":10", "\"secondsLeft\":12")
        .doesNotContain("\"id\"", "\"created\"");

    HttpResponse<String> started = plan("{\"kind\":\"rebalance\"}");
    assertThat(started.statusCode()).isEqualTo(201);
    assertThat(started.body()).contains(MemoryPlans.ID.toString(), "\"running\"");
    assertProblem(plan("{\"kind\":\"rebalance\"}"), 409, "open already");
    assertThat(plan(MemoryPlans.ID, "/pause").body()).contains("\"paused\"");
    assertThat(plan(MemoryPlans.ID, "/resume").body()).contains("\"running\"");
    assertThat(plan(MemoryPlans.ID, "/cancel").body()).contains("\"cancelled\"", "\"ended\"");
    assertThat(get("/admin/plans", RunningFront.ADMIN).body())
        .startsWith("{\"plans\":[")
        .contains("\"bytesDone\":400");
  }

  @Test
  void whatIsWrongWithAPlanIsNamed() throws Exception {
    assertProblem(
        plan("{\"kind\":\"paint\"}"), 400, "kind: expected rebalance, drain or maintenance");
    assertProblem(plan("{\"kind\":\"maintenance\",\"node\":\"x\"}"), 400, "until");
    assertProblem(
        plan("{\"kind\":\"rebalance\",\"until\":\"2030-01-31T12:00:00Z\"}"),
        400,
        "until: expected nothing");
    assertProblem(plan("{}"), 400, "kind");
    assertProblem(plan("{\"kind\":\"drain\"}"), 400, "node");
    assertProblem(plan("{\"kind\":\"drain\",\"node\":\"x\"}"), 400, "node: expected the id");
    assertProblem(plan("{\"kind\":\"rebalance\",\"node\":\"x\"}"), 400, "node");
    assertProblem(plan("{\"kind\":\"rebalance\",\"preview\":1}"), 400, "preview");
    assertProblem(plan("{\"kind\":\"rebalance\",\"speed\":1}"), 400, "speed");
    String unknown = "{\"kind\":\"drain\",\"node\":\"" + "e".repeat(32) + "\"}";
    assertProblem(plan(unknown), 404, "node");
    assertProblem(plan("nonsense", "/pause"), 404, "plan");
    assertProblem(plan(new UUID(1, 1), "/pause"), 404, "plan");
    assertProblem(get("/admin/plans", RunningFront.SECRET), 401, "operators");
    assertProblem(send("POST", "/admin/plans", RunningFront.SECRET, "{}"), 401, "operators");
  }

  private HttpResponse<String> set(String worker, String body) throws Exception {
    return send("POST", "/admin/workers/" + worker, RunningFront.ADMIN, body);
  }

  @Test
  void showsWorkersAndHasThemPausedAndPaced() throws Exception {
    JsonNode shown = new ObjectMapper().readTree(get("/admin/workers", RunningFront.ADMIN).body());
    assertThat(shown.get("front").asText()).isEqualTo("front-1");
    JsonNode worker = shown.get("workers").get(0);
    assertThat(worker.get("name").asText()).isEqualTo("copy counts");
    assertThat(worker.get("state").asText()).isEqualTo("waiting");
    assertThat(worker.get("perSecond").asDouble()).isEqualTo(1.5);
    assertThat(worker.get("lastError").asText()).isEqualTo("no luck");
    assertThat(worker.get("pace").asDouble()).isEqualTo(0.5);

    assertThat(set("copy%20counts", "{\"pace\":0.25}").body())
        .contains("\"paused\":false", "\"pace\":0.25");
    assertThat(set("copy%20counts", "{\"paused\":true}").body())
        .contains("\"paused\":true", "\"pace\":0.25");
    JsonNode paused = new ObjectMapper().readTree(get("/admin/workers", RunningFront.ADMIN).body());
    assertThat(paused.get("workers").get(0).get("state").asText()).isEqualTo("paused");
    JsonNode node = paused.get("nodes").get(0);
    assertThat(node.get("id").asText()).isEqualTo(MemoryControl.NODE.hex());
    JsonNode scrub = node.get("workers").get(0);
    assertThat(scrub.get("state").asText()).isEqualTo("paused");
    assertThat(scrub.get("bytes").asLong()).isEqualTo(4096);
    assertThat(scrub.get("lastError").asText()).isEqualTo("no luck");
    assertThat(scrub.get("pace").asDouble()).isEqualTo(0.25);
    JsonNode mending = node.get("workers").get(1);
    assertThat(mending.get("state").asText()).isEqualTo("working");
    assertThat(mending.has("paused")).as("takes no orders").isFalse();
    assertThat(set("copy%20counts", "{\"paused\":false,\"pace\":1}").body())
        .contains("\"paused\":false", "\"pace\":1.0");
  }

  @Test
  void whatIsWrongWithASettingOfAWorkerIsNamed() throws Exception {
    assertProblem(set("copy%20counts", "{\"pace\":0}"), 400, "pace: expected a number from 0.01");
    assertProblem(set("copy%20counts", "{\"pace\":1.5}"), 400, "found 1.5");
    assertProblem(set("copy%20counts", "{\"pace\":\"1\"}"), 400, "pace");
    assertProblem(set("copy%20counts", "{\"paused\":1}"), 400, "paused: expected true or false");
    assertProblem(set("copy%20counts", "{\"speed\":1}"), 400, "speed");
    assertProblem(set("copy%20counts", "{}"), 400, "paused, pace or both");
    assertProblem(set("nobody", "{\"paused\":true}"), 404, "worker");
    String path = "/admin/workers/nobody";
    assertProblem(send("POST", path, RunningFront.SECRET, "{}"), 401, "operators");
    assertProblem(get("/admin/workers", RunningFront.SECRET), 401, "operators");
  }

  @Test
  void countsChunksBySoundCopies() throws Exception {
    assertProblem(get("/admin/chunks", RunningFront.SECRET), 401, "operators");
    JsonNode shown = new ObjectMapper().readTree(get("/admin/chunks", RunningFront.ADMIN).body());
    assertThat(shown.get("wanted").asInt()).isEqualTo(2);
    assertThat(shown.get("chunks").asInt()).isEqualTo(12_000);
    assertThat(shown.get("estimated").asBoolean()).isTrue();
    assertThat(shown.get("few").get(0).get("chunks").asInt()).isEqualTo(2);
    assertThat(shown.get("few").get(1).get("orMore").asBoolean()).isTrue();
  }

  @Test
  void showsWhatWaitsForRepair() throws Exception {
    assertProblem(get("/admin/repairs", RunningFront.SECRET), 401, "operators");
    JsonNode shown = new ObjectMapper().readTree(get("/admin/repairs", RunningFront.ADMIN).body());
    JsonNode most = shown.get("backlog").get(1);
    assertThat(most.get("sound").asInt()).isEqualTo(1);
    assertThat(most.get("chunks").asInt()).isEqualTo(10_000);
    assertThat(most.get("orMore").asBoolean()).isTrue();
    assertThat(most.get("due").asInt()).isEqualTo(7);
    assertThat(shown.get("backlog").get(0).get("orMore").asBoolean()).isFalse();
    assertThat(shown.get("oldestDue").asText()).isEqualTo(MemoryFiles.UPLOADED.toString());
    JsonNode failed = shown.get("failed").get(0);
    assertThat(failed.get("chunk").asText()).isEqualTo("a".repeat(64));
    assertThat(failed.get("lastError").asText()).isEqualTo("no node is left");
  }

  @Test
  void showsDeadLettersAndHasThemTriedAgain() throws Exception {
    String path = "/admin/dead-letters";
    assertProblem(get(path, RunningFront.SECRET), 401, "operators");
    assertProblem(send("POST", path + "/redrive", RunningFront.SECRET, ""), 401, "operators");
    assertThat(get(path, RunningFront.ADMIN).body())
        .contains("\"body\":\"2 x\"", "\"sent\"", "It is not a hint.");
    assertThat(send("POST", path + "/redrive", RunningFront.ADMIN, "").body())
        .contains("\"moved\":1");
    assertThat(get(path, RunningFront.ADMIN).body().strip()).isEqualTo("[]");
  }

  @Test
  void aChunkThatNoRowNamesIsNotThere() throws Exception {
    assertProblem(get("/admin/chunks/" + "a".repeat(64), RunningFront.ADMIN), 404, "chunk");
    assertProblem(get("/admin/chunks/nonsense", RunningFront.ADMIN), 404, "chunk");
  }
}
