package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UploadTest {
  private static RunningFront front;

  @BeforeAll
  static void start() throws Exception {
    front = new RunningFront();
  }

  @AfterAll
  static void stop() {
    front.close();
  }

  @Test
  void putAnswersTheDownloadUrlAsText() throws Exception {
    HttpResponse<String> answer =
        front.client.send(
            front.request("/upload/a.txt").PUT(BodyPublishers.ofString("hello")).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(201);
    String url = answer.headers().firstValue("Location").orElseThrow();
    assertThat(answer.body()).isEqualTo(url + "\n");
    HttpResponse<String> got =
        front.client.send(
            front.request(url.substring(url.indexOf("/download"))).build(),
            BodyHandlers.ofString());
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo("hello");
    assertThat(got.headers().firstValue("Content-Type")).hasValue("text/plain");
  }
}
