package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.keys.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String UNKNOWN = "fk_" + "x".repeat(43);

  private RunningFront front;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() {
    front.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    return front.client.send(
        front
            .request(path)
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private String key(Role role) {
    return front.keys.make("a program", EnumSet.of(role), Optional.empty()).secret();
  }

  private String upload(String name, String token) throws Exception {
    HttpResponse<String> answer = send("PUT", "/upload/" + name, "bytes", token);
    assertThat(answer.statusCode()).isEqualTo(201);
    return answer.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
  }

  @Test
  void aKeyIsShownOnceAndListedWithoutIt() throws Exception {
    HttpResponse<String> made =
        send("POST", "/keys", "{\"name\":\"ci\",\"roles\":[\"uploader\"]}", RunningFront.ADMIN);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body())
        .contains("\"name\":\"ci\"", "\"roles\":[\"uploader\"]", "\"key\":\"fk_")
        .doesNotContain("expires", "lastUsed");
    assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    HttpResponse<String> listed = send("GET", "/keys", "", RunningFront.ADMIN);
    assertThat(listed.body()).contains("\"name\":\"ci\"").doesNotContain("fk_");
  }

  @Test
  void aRevokedKeyIsGoodForNothing() throws Exception {
    String secret = key(Role.UPLOADER);
    String path = "/keys/" + front.keys.all().get(0).id();
    assertThat(send("DELETE", path, "", RunningFront.ADMIN).statusCode()).isEqualTo(204);
    assertProblem(send("DELETE", path, "", RunningFront.ADMIN), 404, "no key");
    assertProblem(send("DELETE", "/keys/1", "", RunningFront.ADMIN), 404, "no key");
    assertProblem(send("PUT", "/upload/a", "x", secret), 401, "no longer");
    assertThat(front.files.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"roles\":[\"uploader\"]}|name: expected text",
        "{\"name\":\" \",\"roles\":[\"uploader\"]}|name: expected 1 to 255",
        "{\"name\":\"\\ud800\",\"roles\":[\"uploader\"]}|name: control",
        "{\"name\":\"a\\u0000\",\"roles\":[\"uploader\"]}|name: control",
        "{\"name\":\"a\",\"roles\":[\"admin\"],\"expires\":\"+300000-01-01T00:00:00Z\"}|expires: expected a moment",
        "{\"name\":\"a\"}|roles: expected one role",
        "{\"name\":\"a\",\"roles\":[]}|roles: expected one role",
        "{\"name\":\"a\",\"roles\":[\"king\"]}|roles: expected uploader or admin",
        "{\"name\":\"a\",\"roles\":[\"admin\"],\"expires\":\"soon\"}|expires: expected a moment",
        "{\"name\":\"a\",\"roles\":[\"admin\"],\"secret\":\"x\"}|secret"
      })
  void whatIsWrongIsNamed(String body, String told) throws Exception {
    assertProblem(send("POST", "/keys", body, RunningFront.ADMIN), 400, told);
    assertThat(front.keys.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /keys", "POST /keys", "DELETE /keys/1", "GET /admin/nodes"})
  void onlyTheRoleAdminIsForOperators(String call) throws Exception {
    String[] parts = call.split(" ", 2);
    assertThat(send(parts[0], parts[1], "{}", key(Role.UPLOADER)).statusCode()).isEqualTo(403);
    assertThat(send(parts[0], parts[1], "{}", UNKNOWN).statusCode()).isEqualTo(401);
    assertThat(send(parts[0], parts[1], "{}", "guess").statusCode()).isEqualTo(401);
    assertThat(send(parts[0], parts[1], "{}", key(Role.ADMIN)).statusCode()).isNotIn(401, 403, 500);
  }

  @Test
  void aFileIsOfTheKeyThatUploadedIt() throws Exception {
    String mine = key(Role.UPLOADER);
    String others = key(Role.UPLOADER);
    String file = upload("mine", mine);
    upload("other", others);
    upload("nobodys", "a proxy's own token");
    assertThat(send("GET", "/files", "", mine).body())
        .contains("\"name\":\"mine\"", "\"url\":")
        .doesNotContain("other", "nobodys", "manageToken", "next");
    assertThat(send("GET", "/files", "", RunningFront.ADMIN).body())
        .contains("mine", "other", "nobodys");
    assertThat(send("GET", "/files?q=oth", "", key(Role.ADMIN)).body())
        .contains("other")
        .doesNotContain("mine");
    assertProblem(send("DELETE", "/file/" + file, "", others), 401, "does not manage");
    assertThat(send("DELETE", "/file/" + file, "", mine).statusCode()).isEqualTo(204);
  }

  /** They are random, and one in 262,144 begins as keys do. */
  @Test
  void aManageTokenThatLooksLikeAKeyIsStillOne() throws Exception {
    front.files.tokens = "fk_";
    String file = upload("a", "guess");
    assertProblem(send("DELETE", "/file/" + file, "", UNKNOWN), 401, "does not manage");
    assertThat(send("DELETE", "/file/" + file, "", "fk_1").statusCode()).isEqualTo(204);
  }

  @Test
  void aListGoesFromPageToPage() throws Exception {
    String key = key(Role.UPLOADER);
    upload("a", key);
    upload("b", key);
    String first = send("GET", "/files?limit=1", "", key).body();
    String next = first.replaceAll("(?s).*\"next\":\"([^\"]*)\".*", "$1");
    assertThat(send("GET", "/files?limit=1&after=" + next, "", key).body())
        .contains("\"name\":\"b\"")
        .doesNotContain("\"name\":\"a\"", "next");
    assertProblem(send("GET", "/files?after=here", "", key), 400, "after");
    assertProblem(send("GET", "/files?limit=0", "", key), 400, "limit");
    assertProblem(send("GET", "/files?sort=size", "", key), 400, "sort");
    assertProblem(send("GET", "/files?q=%00", "", key), 400, "q: control characters");
    assertProblem(send("GET", "/files?q=" + "a".repeat(256), "", key), 400, "q: expected 1 to 255");
    assertThat(send("GET", "/files?q=", "", key).statusCode()).isEqualTo(200);
  }

  @Test
  void whoIsNotKnownHasNoList() throws Exception {
    assertProblem(send("GET", "/files", "", "guess"), 401, "API key");
    assertProblem(send("GET", "/files", "", UNKNOWN), 401, "no longer");
  }
}
