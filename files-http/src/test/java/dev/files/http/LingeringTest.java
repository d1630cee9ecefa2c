package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that still send when they have been refused. */
class LingeringTest {
  private static EdgeServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new EdgeServer(
            2,
            Map.of(),
            (request, response) -> {
              if (request.getRequestURI().equals("/good")) {
                response.setContentLength(0);
                return;
              }
              throw new FilesException(ProblemType.TOO_LARGE, "too large");
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aClientThatReadsOnlyWhenAllIsSentSeesTheRefusal() throws Exception {
    int length = 96 << 20;
    try (Socket socket = server.connect()) {
      EdgeServer.send(
          socket, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      byte[] piece = new byte[1 << 20];
      for (int sent = 0; sent < length; sent += piece.length) {
        out.write(piece);
      }
      assertThat(EdgeServer.rest(socket))
          .startsWith("HTTP/1.1 413 ")
          .containsIgnoringCase("Connection: close")
          .contains("too-large");
    }
  }

  @Test
  void aClientThatReadsToTheEndNeedNotWait() throws Exception {
    long before = System.nanoTime();
    String answer =
        server.exchange("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\nabc");

    assertThat(answer).startsWith("HTTP/1.1 413 ");
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void aLittleBodyCostsNoConnection() throws Exception {
    String refused =
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000);
    String answer =
        server.exchange(
            refused.repeat(3) + "GET /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer.split("HTTP/1.1 413 ", -1)).hasSize(4);
    assertThat(answer).contains("HTTP/1.1 200 ");
  }

  @Test
  void manyRefusedSendersHoldNoThread() throws Exception {
    List<Socket> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = server.connect();
        EdgeServer.send(
            socket, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\nabc");
        senders.add(socket);
      }
      try (Socket good = server.connect()) {
        EdgeServer.send(good, "GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(EdgeServer.answer(good)).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket socket : senders) {
        socket.close();
      }
    }
  }

  @Test
  void refusesWithALengthAndWithoutWaitingForAChunkedBody() throws Exception {
    try (Socket socket = server.connect()) {
      EdgeServer.send(
          socket, "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      assertThat(EdgeServer.answer(socket))
          .startsWith("HTTP/1.1 413 ")
          .contains("Content-Length: ")
          .endsWith("}\n");
    } catch (IOException e) {
      throw new AssertionError("the refusal was not seen", e);
    }
  }
}
