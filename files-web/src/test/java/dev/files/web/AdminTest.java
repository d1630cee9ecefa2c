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

  @Test
  void aChunkThatNoRowNamesIsNotThere() throws Exception {
    assertProblem(get("/admin/chunks/" + "a".repeat(64), RunningFront.ADMIN), 404, "chunk");
    assertProblem(get("/admin/chunks/nonsense", RunningFront.ADMIN), 404, "chunk");
  }
}
