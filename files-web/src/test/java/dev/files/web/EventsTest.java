package dev.files.web;

import static dev.files.web.UploadTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsTest {
  private RunningFront front;
  private final List<InputStream> streams = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
  }

  @AfterEach
  void stop() throws Exception {
    for (InputStream stream : streams) {
      stream.close();
    }
    front.close();
  }

  private HttpResponse<InputStream> listen(String... headers) throws Exception {
    HttpRequest request = front.request("/admin/events").headers(headers).build();
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    streams.add(answer.body());
    return answer;
  }

  private static BufferedReader lines(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static String admin() {
    return "Bearer " + RunningFront.ADMIN;
  }

  private static String next(BufferedReader lines, String start) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.startsWith(start)) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void theRecentOnesComeThenThoseThatHappen() throws Exception {
    front.events.add("away");
    HttpResponse<InputStream> answer = listen("Authorization", admin());
    BufferedReader lines = lines(answer);

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    assertThat(next(lines, "data:")).isEqualTo("data: {\"front\":\"front-1\",\"resumed\":false}");
    assertThat(next(lines, "id:")).isEqualTo("id: series-1");
    assertThat(lines.readLine()).isEqualTo("event: node");
    assertThat(lines.readLine())
        .contains("\"what\":\"away\"", "\"subject\":\"" + MemoryControl.NODE.hex())
        .doesNotContain("figures");
    front.events.add("back");
    assertThat(next(lines, "id:")).isEqualTo("id: series-2");
    assertThat(front.events.looks.get()).isPositive();
  }

  @Test
  void whoWasHereGoesOnBehindTheLast() throws Exception {
    front.events.add("away");
    front.events.add("lost");
    BufferedReader lines = lines(listen("Authorization", admin(), "Last-Event-ID", "series-1"));
    assertThat(next(lines, "data:")).contains("\"resumed\":true");
    assertThat(next(lines, "id:")).isEqualTo("id: series-2");

    for (String elsewhere : new String[] {"other-1", "series-x", "series--1"}) {
      lines = lines(listen("Authorization", admin(), "Last-Event-ID", elsewhere));
      assertThat(next(lines, "data:")).contains("\"resumed\":false");
      assertThat(next(lines, "id:")).isEqualTo("id: series-1");
    }
  }

  @Test
  void nobodyElseListens() throws Exception {
    HttpRequest request = front.request("/admin/events").build();
    assertProblem(
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString()), 401, "operators");
  }

  @Test
  void endsWithItsSession() throws Exception {
    String id = front.sessions.open().id();
    BufferedReader lines = lines(listen("Cookie", "files-session=" + id));
    assertThat(next(lines, "data:")).contains("front-1");
    // It is still good at the first heartbeat.
    assertThat(next(lines, ":")).isEqualTo(":");
    front.sessions.endAll();
    assertThat(next(lines, "never")).isNull();
  }

  @Test
  void manyHoldNoThreadAndThereAreNotTooMany() throws Exception {
    List<BufferedReader> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      all.add(lines(listen("Authorization", admin())));
    }
    HttpResponse<InputStream> refused = listen("Authorization", admin());
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");

    // 16 threads are all that the calls have.
    HttpRequest other = front.request("/admin/nodes").header("Authorization", admin()).build();
    assertThat(HttpClient.newHttpClient().send(other, BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    front.events.add("away");
    for (BufferedReader lines : all) {
      assertThat(next(lines, "id:")).isEqualTo("id: series-1");
    }

    for (InputStream stream : streams) {
      stream.close();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    int status = 503;
    while (status != 200 && System.nanoTime() < deadline) {
      front.events.add("back");
      status = listen("Authorization", admin()).statusCode();
    }
    assertThat(status).isEqualTo(200);
  }
}
