package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest extends NodeTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/chunks",
        "/chunk/",
        "/chunk/x",
        "/chunk/" + ID + "0",
        "/chunk/" + ID + "/",
        "/chunk/" + ID + "/other",
        "/chunk/" + ID + ";a=b",
        "/chunk/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "/chunk/..%2f..%2fetc%2fpasswd",
        "/chunk/../../etc/passwd",
        "/chunk/..;/..;/etc/passwd",
        "/chunk/%2e%2e/%2e%2e/node-id",
        "/chunk/" + ID + "%00",
        "/%00",
        "/chunk/%c0%ae%c0%ae%c0%af",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/error",
        "/health",
      })
  void knowsNoOtherPath(String path) throws IOException {
    for (String method : List.of("GET", "POST", "DELETE", "FOO")) {
      RawHttp.Answer answer = trusted(method, path);
      // An undecodable path is refused by the server's parser, without a body.
      assertThat(answer.status()).as(method).isIn(400, 404, 405);
      if (answer.body().length > 0) {
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
      }
    }
  }

  @Test
  void answersMissingAndWrongTokensAlike() throws IOException {
    ChunkId id = put(bytes(10, 1));
    String same = "X-Request-Id: same\r\n";
    RawHttp.Answer missing = get("/chunk/" + id, same);
    assertProblem(missing, ProblemType.UNAUTHORIZED);
    assertThat(missing.header("www-authenticate")).isEqualTo("Bearer");
    for (String token :
        List.of("Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "bearer  x", "é", "")) {
      RawHttp.Answer wrong = get("/chunk/" + id, same + "Authorization: " + token + "\r\n");
      assertThat(wrong.status()).as(token).isEqualTo(401);
      assertThat(wrong.body()).isEqualTo(missing.body());
    }
    assertThat(get("/chunk/" + "0".repeat(64), same).body()).isEqualTo(missing.body());
    assertThat(get("/chunk", same).body()).isEqualTo(missing.body());
  }

  @Test
  void namesTheRequestInEveryAnswer() throws IOException {
    RawHttp.Answer named = get("/health/live", "X-Request-Id: mine\r\n");
    assertThat(named.header("x-request-id")).isEqualTo("mine");
    RawHttp.Answer refused = get("/nothing", "X-Request-Id: mine\r\n");
    assertThat(refused.header("x-request-id")).isEqualTo("mine");
    assertThat(refused.text()).contains("\"requestId\":\"mine\"");
    assertThat(get("/nothing", "X-Request-Id: {bad}\r\n").header("x-request-id"))
        .matches("[0-9a-f]{32}");
    assertThat(get("/nothing", "X-Request-Id: one\r\nX-Request-Id: two\r\n").text())
        .doesNotContain("\"one\"", "\"two\"");
  }

  @Test
  void namesTheMethodsThatAreAllowed() throws IOException {
    RawHttp.Answer answer = trusted("PUT", "/chunk/" + ID);
    assertProblem(answer, ProblemType.METHOD_NOT_ALLOWED);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD, DELETE");
    assertThat(trusted("DELETE", "/chunk").header("allow")).isEqualTo("GET, POST");
    assertThat(trusted("GET", "/chunk/" + ID + "/keep").header("allow")).isEqualTo("POST");
    assertProblem(trusted("TRACE", "/chunk/" + ID), ProblemType.METHOD_NOT_ALLOWED);
  }

  @Test
  void tellsItsHealthToEverybody() throws Exception {
    node.front().nextPing();
    node.front().nextPing();
    assertThat(get("/health/live", "").text()).contains("\"status\":\"UP\"", "\"checks\":[]");
    assertThat(get("/health/ready", "").status()).isEqualTo(200);
    assertThat(get("/health/ready", "").text())
        .contains(
            "{\"status\":\"UP\",\"checks\":[{\"name\":\"front\",\"status\":\"UP\",\"data\":{}}",
            "{\"name\":\"store\",\"status\":\"UP\",\"data\":{\"freeBytes\":");
    assertProblem(trusted("POST", "/health/live"), ProblemType.METHOD_NOT_ALLOWED);
  }

  @Test
  void namesWhatIsWrongInAQuery() throws IOException {
    assertProblem(trusted("DELETE", "/chunk/" + ID), ProblemType.INVALID_VALUE);
    for (String query :
        List.of(
            "generation=0", "generation=-1", "generation=x", "generation=99999999999999999999")) {
      RawHttp.Answer answer = trusted("DELETE", "/chunk/" + ID + "?" + query);
      assertProblem(answer, ProblemType.INVALID_VALUE);
      assertThat(answer.text()).contains("generation must be");
    }
    for (String query : List.of("limit=0", "limit=10001", "after=x", "limit=")) {
      assertProblem(trusted("GET", "/chunk?" + query), ProblemType.INVALID_VALUE);
    }
    assertProblem(trusted("GET", "/chunk?limit=1&limit=2"), ProblemType.BAD_REQUEST);
    assertThat(trusted("GET", "/chunk?limit=%zz").status()).isEqualTo(400);
    assertThat(trusted("DELETE", "/chunk/" + ID + "?generation=1").status()).isEqualTo(204);
  }
}
