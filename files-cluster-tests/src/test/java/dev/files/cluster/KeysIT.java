package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs with keys of their own, on a real front and database. */
@ExtendWith(SharedCluster.class)
class KeysIT {
  private static HttpResponse<byte[]> send(
      Cluster cluster, String method, String path, String body, String token) {
    return cluster
        .client()
        .send(
            cluster
                .client()
                .request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
  }

  private static JsonNode json(HttpResponse<byte[]> answer, int status) {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
    return FilesClient.json(answer);
  }

  private static String admin(Cluster cluster) throws IOException {
    return Files.readString(cluster.data().resolve("admin-token")).strip();
  }

  private static JsonNode made(Cluster cluster, String name, String role) throws IOException {
    String body = "{\"name\":\"" + name + "\",\"roles\":[\"" + role + "\"]}";
    return json(send(cluster, "POST", "/keys", body, admin(cluster)), 201);
  }

  @Test
  void aKeyOwnsWhatItUploadsUntilItIsRevoked(Cluster cluster) throws IOException {
    JsonNode key = made(cluster, "a robot", "uploader");
    String secret = key.get("key").asText();
    List<String> uploaded = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      JsonNode file = json(send(cluster, "PUT", "/upload/owned-" + i, "bytes " + i, secret), 201);
      uploaded.add(0, file.get("id").asText());
    }
    cluster.client().upload("nobodys", new byte[] {1});

    JsonNode first = json(send(cluster, "GET", "/files?limit=2", "", secret), 200);
    String next = first.get("next").asText();
    JsonNode rest = json(send(cluster, "GET", "/files?limit=2&after=" + next, "", secret), 200);
    List<String> listed = new ArrayList<>(first.get("files").findValuesAsText("id"));
    listed.addAll(rest.get("files").findValuesAsText("id"));
    assertThat(listed).isEqualTo(uploaded);
    assertThat(rest.has("next")).isFalse();
    assertThat(
            json(send(cluster, "GET", "/files?q=NOBODYS", "", admin(cluster)), 200)
                .get("files")
                .findValuesAsText("name"))
        .contains("nobodys");

    String other = made(cluster, "another", "uploader").get("key").asText();
    assertThat(send(cluster, "DELETE", "/file/" + uploaded.get(0), "", other).statusCode())
        .isEqualTo(401);
    assertThat(send(cluster, "DELETE", "/file/" + uploaded.get(0), "", secret).statusCode())
        .isEqualTo(204);

    String path = "/keys/" + key.get("id").asText();
    assertThat(send(cluster, "DELETE", path, "", other).statusCode()).isEqualTo(403);
    assertThat(send(cluster, "DELETE", path, "", admin(cluster)).statusCode()).isEqualTo(204);
    assertThat(send(cluster, "PUT", "/upload/late", "x", secret).statusCode()).isEqualTo(401);
    assertThat(send(cluster, "GET", "/files", "", secret).statusCode()).isEqualTo(401);
    assertThat(cluster.client().get("/download/" + uploaded.get(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyWithTheRoleAdminIsAnOperators(Cluster cluster) throws IOException {
    String secret = made(cluster, "an operator", "admin").get("key").asText();
    assertThat(json(send(cluster, "GET", "/admin/nodes", "", secret), 200)).isNotEmpty();
    JsonNode keys = json(send(cluster, "GET", "/keys", "", secret), 200).get("keys");
    assertThat(keys.findValuesAsText("name")).contains("an operator");
    assertThat(keys.toString()).doesNotContain("fk_");
    assertThat(cluster.client().get("/files").statusCode()).isEqualTo(401);
  }
}
