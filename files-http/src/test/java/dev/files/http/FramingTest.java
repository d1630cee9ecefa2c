package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bodies end, and what is refused because nobody can know (RFC 9112, 6 and 7.1). */
class FramingTest {
  private static final String SECOND =
      "GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  /** The paths that were served. */
  private static final List<String> SERVED = new CopyOnWriteArrayList<>();

  private static EdgeServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new EdgeServer(
            4,
            Map.of(),
            (request, response) -> {
              String path = request.getRequestURI();
              Conversation.start(
                  request,
                  response,
                  new Echo(
                      text -> {
                        SERVED.add(path);
                        byte[] body = ("[" + text + "]").getBytes(StandardCharsets.ISO_8859_1);
                        response.setContentLength(body.length);
                        response.getOutputStream().write(body);
                      }));
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Reads a body to its end and answers with it. */
  private static final class Echo implements Stepwise {
    /** Answers. */
    interface Answer {
      void with(String text) throws IOException;
    }

    private final Answer answer;
    private final StringBuilder text = new StringBuilder();
    private final Exchange exchange = Exchange.current();

    Echo(Answer answer) {
      this.answer = answer;
    }

    @Override
    public Next step() throws IOException {
      // Odd and small, so that every state of a decoder meets an end of a buffer.
      ByteBuffer into = ByteBuffer.allocate(7);
      int read;
      while ((read = exchange.read(into.clear())) > 0) {
        text.append(StandardCharsets.ISO_8859_1.decode(into.flip()));
      }
      if (read == 0) {
        return Next.AWAIT_BYTES;
      }
      answer.with(text.toString());
      return Next.DONE;
    }

    @Override
    public void close() {}
  }

  private static String chunked(String path, String body) {
    return "PUT " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3~abc~0~~|abc",
        "3~abc~3~def~0~~|abcdef",
        "0003~abc~000~~|abc",
        "a~0123456789~0~~|0123456789",
        "A;name=value;other=\"quoted\"~0123456789~0;last~~|0123456789",
        "3 ;x~abc~0~~|abc",
        "3~abc~0~Trailer: value~Another: one~~|abc",
        "0~~|''"
      })
  void takesChunkedCoding(String body, String text) throws Exception {
    String sent = body.replace("~", "\r\n");
    String answer = server.exchange(chunked("/first", sent) + SECOND);

    assertThat(answer).contains("[" + text + "]").contains("HTTP/1.1 200 OK").endsWith("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 10"})
  void saysThatItWaitsForABodyThatIsHeldBack(String length) throws Exception {
    try (Socket socket = server.connect()) {
      EdgeServer.send(
          socket,
          "PUT /asked HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
              + length
              + "\r\n\r\n");
      String expected = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(
              new String(
                  socket.getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII))
          .isEqualTo(expected);
      EdgeServer.send(
          socket, "5\r\nabcde\r\n0\r\n\r\n".substring(0, length.startsWith("C") ? 10 : 15));
      assertThat(EdgeServer.rest(socket)).startsWith("HTTP/1.1 200 OK").contains("abcde");
    }
  }

  @Test
  void takesChunksThatComeByteByByte() throws Exception {
    try (Socket socket = server.connect()) {
      for (char c :
          (chunked("/slow", "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n") + SECOND)
              .toCharArray()) {
        EdgeServer.send(socket, String.valueOf(c));
      }
      assertThat(EdgeServer.rest(socket)).contains("[abcde]").endsWith("[]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabcJUNKJUNK\r\n3\r\ndef\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "3;a\nb\r\nabc\r\n0\r\n\r\n",
        "3;a=\u0000b\r\nabc\r\n0\r\n\r\n",
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        "0000000000000003\r\nabc\r\n0\r\n\r\n",
        "3\rabc\r\n0\r\n\r\n",
        "0\r\nA: b\n\r\n\r\n",
      })
  void refusesWhatIsNotChunkedCodingAndReadsNothingBehindIt(String body) throws Exception {
    SERVED.clear();

    String answer = server.exchange(chunked("/first", body) + SECOND);

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .containsIgnoringCase("connection: close")
        .doesNotContain("HTTP/1.1 200");
    assertThat(SERVED).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xchunked|400",
        "gzip|400",
        "chunked, identity|400",
        "chunked, chunked|400",
        "identity|400",
        "gzip, chunked|501",
        "chunked;q=1|400"
      })
  void refusesCodingsThatItDoesNotKnow(String coding, int status) throws Exception {
    SERVED.clear();

    String answer =
        server.exchange(
            "PUT /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                + coding
                + "\r\n\r\n0\r\n\r\n"
                + SECOND);

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("connection: close")
        .doesNotContain("HTTP/1.1 200");
    assertThat(SERVED).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 18446744073709551621",
        "Content-Length: 9223372036854775808",
        "Content-Length: -5",
        "Content-Length: +5",
        "Content-Length: 5, 5",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5x",
        "Content-Length:",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
      })
  void refusesLengthsThatAreNone(String headers) throws Exception {
    SERVED.clear();

    String answer =
        server.exchange("PUT /first HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\nhello" + SECOND);

    assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200");
    assertThat(SERVED).isEmpty();
  }

  @Test
  void refusesTransferCodingsOfHttp10() throws Exception {
    String answer =
        server.exchange(
            "PUT /first HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.0 400 ");
  }

  @Test
  void servesTheNextRequestOfAConnectionAfterAChunkedOne() throws Exception {
    try (Socket socket = server.connect()) {
      for (int i = 0; i < 50; i++) {
        EdgeServer.send(socket, chunked("/" + i, "5\r\nhello\r\n0\r\n\r\n"));
        assertThat(EdgeServer.answer(socket)).endsWith("[hello]");
      }
    }
  }
}
