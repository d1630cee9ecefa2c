package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands against a front elsewhere, which says what a test wants. */
abstract class ElsewhereTest {
  /** By path and query; what is not here gets 503. */
  final Map<String, String> answers = new HashMap<>();

  /** Method, path and query, and the body, if any. */
  final List<String> asked = new ArrayList<>();

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  @TempDir Path directory;
  HttpServer front;

  @BeforeEach
  void serve() throws IOException {
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.createContext("/", this::answer);
    front.start();
    Files.writeString(directory.resolve("token"), "a token of 16 characters\n");
  }

  @AfterEach
  void stop() {
    front.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
        .isEqualTo("Bearer a token of 16 characters");
    String path = exchange.getRequestURI().toString();
    String sent =
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip();
    asked.add((exchange.getRequestMethod() + " " + path + " " + sent).strip());
    byte[] body =
        answers.getOrDefault(path, "{\"detail\":\"it is away\"}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 503, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  int run(String... words) {
    CommandLine command =
        Launcher.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(
        Stream.concat(
                Arrays.stream(words),
                Stream.of(
                    "--url",
                    "http://127.0.0.1:" + front.getAddress().getPort() + "/",
                    "--token-file",
                    directory.resolve("token").toString()))
            .toArray(String[]::new));
  }
}
