package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads that take their time: many more than the server has threads. */
@Timeout(60)
class SlowUploadTest {
  private static final int MANY = 300;

  private static final String FORM =
      "--b\r\nContent-Disposition: form-data; name=\"expires\"\r\n\r\nP7D\r\n"
          + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n"
          + "hello, form\r\n--b--";

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
  void holdNoThreadWhileTheirClientsAreSilent() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        silent.add(begun("PUT /upload/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello"));
        silent.add(
            begun(form("Content-Length: " + FORM.length()) + FORM.substring(0, 7 + i % 130)));
      }
      assertThat(put("fast").statusCode()).isEqualTo(201);
      assertThat(front.client.send(front.request("/health/live").build(), BodyHandlers.ofString()))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
      for (int i = 0; i < MANY; i++) {
        goOn(silent.get(2 * i), "12345");
        goOn(silent.get(2 * i + 1), FORM.substring(7 + i % 130));
      }
      for (Socket each : silent) {
        assertThat(status(each)).isEqualTo("HTTP/1.1 201");
      }
      assertThat(front.uploads.openSessions).hasValue(0);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void ofAFormMayComeByteByByte() throws Exception {
    try (Socket socket = begun(form("Transfer-Encoding: chunked"))) {
      for (byte b : FORM.getBytes(StandardCharsets.US_ASCII)) {
        goOn(socket, "1\r\n" + (char) b + "\r\n");
      }
      goOn(socket, "0\r\n\r\n");
      assertThat(status(socket)).isEqualTo("HTTP/1.1 201");
    }
    assertThat(front.files.all().get(front.files.all().size() - 1).size())
        .isEqualTo("hello, form".length());
  }

  @Test
  void leaveNothingWhenTheirClientsGo() throws Exception {
    int recorded = front.files.all().size();
    int pauses = front.uploads.pauses.get();
    Socket socket = begun("PUT /upload/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
    while (front.uploads.pauses.get() == pauses) {
      Thread.onSpinWait();
    }
    socket.close();
    while (front.uploads.openSessions.get() > 0) {
      Thread.onSpinWait();
    }
    assertThat(front.files.all()).hasSize(recorded);
  }

  private static String form(String framing) {
    return "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        + framing
        + "\r\n\r\n";
  }

  private static Socket begun(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port());
    socket.setTcpNoDelay(true);
    goOn(socket, text);
    return socket;
  }

  private static void goOn(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  private static HttpResponse<String> put(String body) throws Exception {
    return front.client.send(
        front.request("/upload/a").PUT(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }
}
