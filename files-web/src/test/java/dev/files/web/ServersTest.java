package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.messages.Ping;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServersTest {
  private static final String PING =
      "{\"id\":\"0123456789abcdef0123456789abcdef\",\"instance\":\"i\",\"url\":\"http://n:1\","
          + "\"host\":\"h\",\"zone\":null,\"capacityBytes\":100,\"usedBytes\":5,\"inFlight\":2,"
          + "\"version\":\"1\",\"corrupt\":[\"a\"],\"madeUpLater\":{\"x\":[1]}}";

  private RunningFront front;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() {
    front.close();
  }

  @Test
  void aPingIsPassedOnAndAnswered() throws Exception {
    HttpResponse<String> answer = ping(RunningFront.SECRET, PING);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"intervalSeconds\":3,\"draining\":false}\n");
    Ping ping = front.nodes.pings.get(0);
    assertThat(ping.publicUrl()).isEqualTo("http://n:1");
    assertThat(ping.zone()).isEmpty();
    assertThat(ping.corrupt()).containsExactly("a");
  }

  @Test
  void pingsAreForServersOnly() throws Exception {
    HttpResponse<String> answer = ping("a-guess-that-is-long-enough", PING);

    assertProblem(answer, 401, "secret");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(front.nodes.pings).isEmpty();
    assertProblem(send(front.request("/active-nodes")), 401, "secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"capacityBytes\":100 | \"capacityBytes\":-1 | capacityBytes",
        "\"inFlight\":2 | \"inFlight\":99999999999 | inFlight",
        "\"usedBytes\":5 | \"usedBytes\":\"5\" | usedBytes",
        "\"url\":\"http://n:1\" | \"url\":5 | url",
        "\"host\":\"h\", | '' | host",
        "[\"a\"] | [1] | corrupt",
        "{\"id\" | {{\"id\" | malformed",
      })
  void whatIsWrongWithAPingIsNamed(String part, String wrong, String word) throws Exception {
    assertProblem(ping(RunningFront.SECRET, PING.replace(part, wrong)), 400, word);
    assertThat(front.nodes.pings).isEmpty();
  }

  @Test
  void jsonThatIsTooDeepOrTooLargeIsRefused() throws Exception {
    assertProblem(ping(RunningFront.SECRET, "[".repeat(100_000)), 400, "deep");
    assertProblem(ping(RunningFront.SECRET, "{\"a\":" + "[".repeat(100) + "}"), 400, "deep");
    assertProblem(ping(RunningFront.SECRET, " ".repeat(300_000)), 413, "");
  }

  @Test
  void activeNodesAreListed() throws Exception {
    assertThat(ping(RunningFront.SECRET, PING).statusCode()).isEqualTo(200);

    HttpResponse<String> answer =
        send(
            front
                .request("/active-nodes")
                .header("Authorization", "Bearer " + RunningFront.SECRET));

    assertThat(answer.body())
        .isEqualTo(
            "[{\"id\":\"0123456789abcdef0123456789abcdef\",\"url\":\"http://n:1\",\"host\":\"h\","
                + "\"zone\":\"\",\"capacityBytes\":100,\"usedBytes\":5,\"inFlight\":2,"
                + "\"lastPing\":\"2026-11-01T10:00:00.500Z\"}]\n");
  }

  @Test
  void aFrontIsReadyWhenItsChecksAre() throws Exception {
    assertThat(send(front.request("/health/live")).statusCode()).isEqualTo(200);
    HttpResponse<String> down = send(front.request("/health/ready"));
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body())
        .startsWith("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"nodes\",\"status\":\"DOWN\"")
        .contains("\"active\":0");
    assertThat(ping(RunningFront.SECRET, PING).statusCode()).isEqualTo(200);
    assertThat(send(front.request("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerNamesItsRequest() throws Exception {
    for (String path : List.of("/", "/nothing", "/file/nothing", "/active-nodes")) {
      HttpResponse<String> answer = send(front.request(path).header("X-Request-Id", "mine"));
      assertThat(answer.headers().allValues("X-Request-Id")).as(path).containsExactly("mine");
      if (answer.statusCode() >= 400) {
        assertThat(answer.body()).as(path).contains("\"requestId\":\"mine\"");
      }
    }
    assertThat(send(front.request("/")).headers().firstValue("X-Request-Id").orElse(""))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void assetsAreRevalidated() throws Exception {
    HttpResponse<String> page = send(front.request("/"));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body())
        .doesNotContain("{{")
        .doesNotContain("http://")
        .doesNotContain(" style=");
    var assets =
        java.util.regex.Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page.body());
    int count = 0;
    for (; assets.find(); count++) {
      HttpResponse<String> asset = send(front.request(assets.group(1)));
      assertThat(asset.statusCode()).as(assets.group(1)).isEqualTo(200);
      String etag = asset.headers().firstValue("ETag").orElseThrow();
      assertThat(
              send(front.request(assets.group(1)).header("If-None-Match", "\"x\", " + etag))
                  .statusCode())
          .isEqualTo(304);
    }
    assertThat(count).isGreaterThan(2);
  }

  private HttpResponse<String> ping(String secret, String body) throws Exception {
    return send(
        front
            .request("/ping")
            .header("Authorization", "Bearer " + secret)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return front.client.send(request.build(), BodyHandlers.ofString());
  }
}
