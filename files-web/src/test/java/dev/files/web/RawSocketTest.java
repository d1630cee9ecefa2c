package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no decent client sends. */
class RawSocketTest {
  private static final int TIMEOUT_MILLIS = 20_000;

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
  void refusesAHugeBodyBeforeItIsSent() throws Exception {
    String answer =
        exchange("PUT /upload/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
  }

  @Test
  void refusesAnExpectedBodyWithoutAskingForIt() throws Exception {
    String answer =
        exchange(
            "PUT /upload/a?layout=x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
                + "Expect: 100-continue\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("100 Continue");
  }

  @Test
  void asksForAnExpectedBodyThatIsWelcome() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          "PUT /upload/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n"
              + "Expect: 100-continue\r\n\r\n");
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue".length());
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100 Continue");
      send(socket, "hello");

      assertThat(rest(socket)).contains("HTTP/1.1 201 ");
    }
  }

  @Test
  void recordsNothingOfABodyThatBreaksOff() throws Exception {
    int before = front.files.all().size();
    try (Socket socket = connect()) {
      send(socket, "PUT /upload/a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
      socket.shutdownOutput();
      assertThat(rest(socket)).doesNotContain("HTTP/1.1 201");
    }
    assertThat(front.files.all()).hasSize(before);
  }

  @Test
  void recordsNothingOfABodyWithAMalformedCoding() throws Exception {
    int before = front.files.all().size();
    try (Socket socket = connect()) {
      send(
          socket,
          "PUT /upload/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello");
      socket.shutdownOutput();
      assertThat(rest(socket)).doesNotContain("HTTP/1.1 201");
    }
    assertThat(front.files.all()).hasSize(before);
  }

  @Test
  void recordsNothingOfAFormThatEndsInMidFile() throws Exception {
    int before = front.files.all().size();
    String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nhello";
    String answer =
        exchange(
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + "Connection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(front.files.all()).hasSize(before);
  }

  @Test
  void judgesTokensBeforeTheBody() throws Exception {
    for (String path : new String[] {"/ping", "/file", "/file/AAAAAAAAAAAAAAAAAAAAAA"}) {
      String answer =
          exchange(
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 1000\r\n\r\n");
      assertThat(answer).as(path).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer");
    }
  }

  @Test
  void aBodyThatComesLaterIsServedLikeOneThatComesAtOnce() throws Exception {
    String ping =
        "{\"id\":\"0123456789abcdef0123456789abcdef\",\"instance\":\"i\",\"url\":\"http://n:1\","
            + "\"host\":\"h\",\"capacityBytes\":100,\"usedBytes\":5,\"inFlight\":2,"
            + "\"version\":\"1\",\"corrupt\":[]}";
    for (int i = 0; i < 100; i++) {
      try (Socket socket = connect()) {
        send(
            socket,
            "POST /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + RunningFront.SECRET
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + ping.length()
                + "\r\n\r\n"
                + ping.substring(0, i));
        send(socket, ping.substring(i));
        assertThat(rest(socket)).startsWith("HTTP/1.1 200 ").contains("intervalSeconds");
      }
    }
  }

  @Test
  void aRefusedSenderDoesNotHoldTheConnectionForLong() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket, "PUT /upload/a?layout=x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx");
      long before = System.nanoTime();

      assertThat(rest(socket)).startsWith("HTTP/1.1 400 ");

      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(15));
    }
  }

  @Test
  void aConnectionIsStillGoodAfterARefusal() throws Exception {
    String refused =
        "PUT /upload/a?layout=x HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
            + "x".repeat(70_000);
    String answer =
        exchange(
            refused.repeat(3)
                + "GET /health/live HTTP/1.1\r\nHost: x\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(answer.split("HTTP/1.1 400 ", -1)).hasSize(4);
    assertThat(answer).contains("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /download/../../etc/passwd",
        "GET /download/%2e%2e/%2e%2e/etc/passwd",
        "GET /../../etc/passwd",
        "GET /assets/../WEB-INF/web.xml",
        "GET /assets/%2e%2e/upload.html",
        "GET /WEB-INF/web.xml",
        "GET //web-inf/web.xml",
        "GET /META-INF",
        "GET /file/%00",
        "GET /file/%c0%af",
        "GET /%",
        "GET /download/%zz",
        "GET /download/a%00b",
        "GET /download/%ff",
        "PUT /upload/%ff",
        "PUT /upload/%00",
        "PUT /upload/a%zz",
        "GET /download/x?inline=%zz",
        "GET /nowhere",
        "DELETE /",
        "POST /active-nodes",
        "PATCH /file/AAAAAAAAAAAAAAAAAAAAAA",
        "BREW /upload",
      })
  void hostileTargetsGetAProblem(String line) throws Exception {
    String answer =
        exchange(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1\\.1 (400|401|404|405) .*");
    assertThat(answer).doesNotContainIgnoringCase("<html").doesNotContain("at dev.files");
    // A bad percent escape is refused by the parser of newer Undertows, with no body.
    if (!answer.contains("Content-Length: 0\r\n")) {
      assertThat(answer).contains("application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: a b", "Host: evil/path", "Host: a\"b", "Host: "})
  void linksAreNotMadeOfAForgedHost(String host) throws Exception {
    String answer =
        exchange(
            "PUT /upload/a HTTP/1.1\r\n"
                + host
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ");
  }

  private static String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return rest(socket);
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Everything up to the end of the connection, or its reset. */
  private static String rest(Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
    } catch (java.net.SocketException e) {
      // What came before the reset counts.
    }
    return text.toString();
  }
}
