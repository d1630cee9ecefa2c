package dev.files.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Answers one connection after the other, each with these bytes, and closes it. */
  private static Response answer(String response, TextSink sink) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = server.accept()) {
                  while (socket.getInputStream().read() != '\n') {
                    // Up to the end of the request line.
                  }
                  socket.getOutputStream().write(response.getBytes(UTF_8));
                  socket.shutdownOutput();
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x?y=1");
      try (HttpClient client = new HttpClient()) {
        return client.once(Request.get(uri, List.of()), sink);
      } finally {
        served.join();
      }
    }
  }

  @Test
  void readsABodyOfKnownLength() throws IOException {
    TextSink sink = new TextSink(100);
    Response response = answer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello, not read", sink);
    assertThat(response).isEqualTo(new Response(200, Optional.empty(), 5));
    assertThat(sink.text()).isEqualTo("hello");
  }

  @Test
  void readsChunksWithExtensionAndTrailer() throws IOException {
    TextSink sink = new TextSink(7);
    Response response =
        answer(CHUNKED + "5;a=b\r\nhello\r\nA\r\n, world!!!\r\n0\r\nT: 1\r\n\r\n", sink);
    assertThat(response.bodyBytes()).isEqualTo(15);
    assertThat(sink.text()).isEqualTo("hello, ");
  }

  @Test
  void readsToTheEndWhereNoLengthIsGiven() throws IOException {
    TextSink sink = new TextSink(100);
    assertThat(answer("HTTP/1.1 200 OK\r\n\r\nhello", sink).bodyBytes()).isEqualTo(5);
    assertThat(sink.text()).isEqualTo("hello");
  }

  @Test
  void skipsInterimAnswersAndBodilessOnes() throws IOException {
    assertThat(
            answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", new TextSink(1))
                .status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void refusesBrokenAnswers(String response) {
    assertThatThrownBy(() -> answer(response, new TextSink(9))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesHeadersThatBreakTheLine() {
    assertThatThrownBy(() -> Request.get(URI.create("http://h/"), List.of("A: b\r\nC: d")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void speaksPlainHttpOnly() {
    assertThatThrownBy(() -> Endpoint.of(URI.create("https://h/")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
