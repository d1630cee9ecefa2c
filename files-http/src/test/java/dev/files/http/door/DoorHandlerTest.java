package dev.files.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorHandlerTest {
  private final DoorHandler door =
      new DoorHandler(
          exchange -> {
            if (exchange.getRequestURI().equals("/busy")) {
              exchange.setStatusCode(503);
            } else if (exchange.getRequestURI().equals("/long")) {
              exchange.setStatusCode(503);
              exchange.getResponseHeaders().put(Headers.RETRY_AFTER, 70);
            } else if (exchange.getRequestURI().equals("/refused")) {
              exchange.setStatusCode(405);
            } else {
              exchange.getResponseSender().send("inside");
            }
          });
  private Undertow server;
  private int port;

  @BeforeEach
  void start() {
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            // As in listener.cli.
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 131_072)
            .setHandler(door)
            .build();
    server.start();
    port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void letsNobodyInBeforeItOpens() throws IOException {
    assertRefused(get("/download/x"), 503, "urn:files:problem:unavailable", "Retry-After: 2");
    assertThat(get("/download/x")).contains("X-Request-Id: ", "\"requestId\":\"");
    door.open();
    assertThat(get("/download/x")).startsWith("HTTP/1.1 200").endsWith("inside");
  }

  @Test
  void tellsItsHealthInOneShapeWhileItIsShutToo() throws IOException {
    assertThat(get("/health/ready"))
        .startsWith("HTTP/1.1 503")
        .contains("Content-Type: application/json\r\n", "Retry-After: 2\r\n")
        .contains("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"server\",\"status\":\"DOWN\",")
        .contains("\"data\":{\"why\":\"This server is starting or stopping\"}}]}");
  }

  @Test
  void letsNobodyInWhenItHasShut() throws IOException {
    door.open();
    try (Socket kept = new Socket(InetAddress.getLoopbackAddress(), port)) {
      kept.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      StringBuilder first = new StringBuilder();
      while (!first.toString().endsWith("inside")) {
        first.append((char) kept.getInputStream().read());
      }
      door.shut();
      kept.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String rest = new String(kept.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(rest).startsWith("HTTP/1.1 503").contains("Connection: close");
    }
  }

  @Test
  void tellsAlsoWhoSendsAllBeforeReading() throws IOException {
    String body = "a".repeat(4 << 20);
    assertRefused(
        exchange(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body),
        503,
        "urn:files:problem:unavailable");
  }

  @Test
  void tellsThatATargetIsTooLong() throws IOException {
    door.open();
    String longest = "/" + "a".repeat(DoorHandler.MOST_TARGET_CHARACTERS - 1);
    assertThat(get(longest)).startsWith("HTTP/1.1 200");
    assertRefused(get(longest + "a"), 414, "longer than 32768");
    assertRefused(get("/" + "a".repeat(70_000)), 414, "longer than 32768");
    assertRefused(get("/?" + "a".repeat(70_000)), 414, "longer than 32768");
  }

  @Test
  void tellsThatTheHeaderIsTooLarge() throws IOException {
    door.open();
    String most = "X: " + "a".repeat(60_000) + "\r\n";
    assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + most + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertRefused(
        exchange("GET / HTTP/1.1\r\nHost: a\r\nY: " + "b".repeat(6_000) + "\r\n" + most + "\r\n"),
        431,
        "65536 characters");
    assertRefused(
        exchange("GET / HTTP/1.1\r\nHost: a\r\n" + "b".repeat(6_000) + ": b\r\n" + most + "\r\n"),
        431,
        "65536 characters");
  }

  @Test
  void givesAReasonWhereTheServerGivesNone() throws IOException {
    door.open();
    assertThat(get("/refused"))
        .startsWith("HTTP/1.1 405")
        .contains("application/problem+json", "urn:files:problem:method-not-allowed");
  }

  @Test
  void saysWhenToComeAgainToABusyServer() throws IOException {
    door.open();
    assertThat(get("/busy")).startsWith("HTTP/1.1 503").contains("Retry-After: 2");
    assertThat(get("/long"))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 70")
        .doesNotContain("Retry-After: 2");
  }

  private static void assertRefused(String answer, int status, String... parts) {
    String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
    String body = answer.substring(head.length() + 4);
    assertThat(head)
        .startsWith("HTTP/1.1 " + status)
        .contains("Connection: close", "application/problem+json")
        .contains("Content-Length: " + body.length());
    assertThat(answer).contains(parts);
  }

  private String get(String target) throws IOException {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  /** All that comes back until the server closes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
