package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions of operators and what happens in the cluster, on two fronts. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
class SessionIT {
  /** One that no other test misses. */
  private static final String WORKER = "/admin/workers/expired%20sessions";

  private FilesClient one;
  private FilesClient two;
  private String token;

  @BeforeEach
  void clients(Cluster cluster) throws IOException {
    one = cluster.client(1);
    two = cluster.client(2);
    token = Files.readString(cluster.data().resolve("admin-token")).strip();
  }

  private HttpResponse<byte[]> send(
      FilesClient front, String method, String path, String body, String... headers) {
    return front.send(
        front.request(path).method(method, BodyPublishers.ofString(body)).headers(headers).build());
  }

  private String logIn() {
    HttpResponse<byte[]> answer =
        send(one, "POST", "/session", "", "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).isEqualTo(201);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    return cookie.split(";", 2)[0];
  }

  private static String own(FilesClient front) {
    return front.uri("").toString();
  }

  private void pause(boolean paused) {
    HttpResponse<byte[]> answer =
        send(
            one,
            "POST",
            WORKER,
            "{\"paused\":" + paused + "}",
            "Authorization",
            "Bearer " + token,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void isGoodOnEveryFrontUntilItEndsOnAny() {
    String cookie = logIn();
    assertThat(two.get("/admin/nodes", "Cookie", cookie).statusCode()).isEqualTo(200);
    assertThat(two.get("/metrics", "Cookie", cookie).statusCode()).isEqualTo(200);
    assertThat(two.get("/admin", "Cookie", cookie).statusCode()).isEqualTo(200);

    assertThat(
            send(two, "DELETE", "/session", "", "Cookie", cookie, "Origin", own(two)).statusCode())
        .isEqualTo(204);
    assertThat(one.get("/admin/nodes", "Cookie", cookie).statusCode()).isEqualTo(401);
  }

  @Test
  void onlyOurPagesChangeWithIt() {
    String cookie = logIn();
    for (String origin : new String[] {"https://elsewhere.example", "null", own(two)}) {
      assertThat(send(one, "POST", WORKER, "{}", "Cookie", cookie, "Origin", origin).statusCode())
          .isEqualTo(403);
    }
    assertThat(send(one, "POST", WORKER, "{}", "Cookie", cookie).statusCode()).isEqualTo(403);
    // It came through, and says what is wrong with the body.
    assertThat(send(one, "POST", WORKER, "{}", "Cookie", cookie, "Origin", own(one)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatOneFrontIsToldIsAnEventOnTheOther() throws Exception {
    try (BufferedReader lines = listen()) {
      awaitLine(lines, "event: repair");
      pause(true);
      try {
        assertThat(awaitLine(lines, "\"what\":\"paused\"")).contains("expired sessions");
      } finally {
        pause(false);
      }
      assertThat(awaitLine(lines, "\"what\":\"resumed\"")).contains("expired sessions");
    }
  }

  /** To the second front. */
  private BufferedReader listen() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(two.uri("/admin/events")).header("Cookie", logIn()).build();
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static String awaitLine(BufferedReader lines, String part) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("the stream ended before " + part);
  }
}
