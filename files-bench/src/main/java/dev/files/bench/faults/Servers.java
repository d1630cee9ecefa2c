package dev.files.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.TextSink;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The servers of a local cluster, by the launcher ({@code ./files}) and a front that answers. */
final class Servers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REPAIRED_COPIES =
      Pattern.compile("^files_repaired_copies_total (\\S+)$", Pattern.MULTILINE);
  private static final int MOST_ANSWER_BYTES = 4 << 20;

  private final Path launcher;
  private final Path data;

  Servers(Path launcher, Path data) {
    this.launcher = launcher.toAbsolutePath().normalize();
    this.data = data.toAbsolutePath().normalize();
  }

  /** One server, started or not. */
  record Server(String role, String name, long pid, URI url, Path data) {}

  /** All that belong to the cluster and are not retired. */
  List<Server> all() throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    for (JsonNode server : JSON.readTree(files("status", "--json"))) {
      if (!server.path("nodeState").asText().equals("retired")) {
        servers.add(
            new Server(
                server.get("role").asText(),
                server.get("name").asText(),
                server.path("pid").asLong(),
                URI.create(server.path("url").asText("")),
                Path.of(server.get("data").asText())));
      }
    }
    return servers;
  }

  List<Server> of(String role) throws IOException, InterruptedException {
    return all().stream().filter(server -> server.role().equals(role)).toList();
  }

  void kill(Server server) throws IOException, InterruptedException {
    files(order(server, "kill"));
  }

  /** Returns when it is ready. */
  void start(Server server) throws IOException, InterruptedException {
    files(order(server, "start"));
  }

  private static String[] order(Server server, String verb) {
    return server.role().equals("node") || server.role().equals("front")
        ? new String[] {server.role(), verb, server.name()}
        : new String[] {server.role(), verb};
  }

  /** Sends a signal to its process. */
  void signal(Server server, String signal) throws IOException, InterruptedException {
    run(List.of("kill", "-" + signal, Long.toString(server.pid())));
  }

  /** Deletes what is in a directory of a server that does not run. */
  static void empty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * Whether every chunk has its copies again: nothing waits for repair, every node is active, or
   * lost with nothing hanging on it; such a one is retired.
   */
  boolean healed() throws InterruptedException {
    try (HttpClient http = new HttpClient()) {
      URI front = of("front").get(0).url();
      for (JsonNode node : ask(http, "GET", front.resolve("/admin/nodes"))) {
        String state = node.get("state").asText();
        if (state.equals("lost") && node.get("safeToRemove").asBoolean()) {
          ask(http, "DELETE", front.resolve("/admin/nodes/" + node.get("id").asText()));
        } else if (!state.equals("active") && !state.equals("retired")) {
          return false;
        }
      }
      return ask(http, "GET", front.resolve("/admin/repairs")).get("backlog").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A node as a front sees it.
   *
   * @throws IOException when the front does not answer, or does not know the node
   */
  JsonNode node(URI front, Server server) throws IOException {
    try (HttpClient http = new HttpClient()) {
      for (JsonNode node : ask(http, "GET", front.resolve("/admin/nodes"))) {
        if (server.url().toString().startsWith(node.get("url").asText())
            && !node.get("state").asText().equals("retired")) {
          return node;
        }
      }
    }
    throw new IOException(front + " does not know " + server.name());
  }

  /** Copies that the fronts made since they started. */
  long repairedCopies() throws IOException, InterruptedException {
    long copies = 0;
    try (HttpClient http = new HttpClient()) {
      for (Server front : of("front")) {
        String metrics = text(http, "GET", front.url().resolve("/metrics"));
        Matcher value = REPAIRED_COPIES.matcher(metrics);
        if (!value.find()) {
          throw new IOException(front.name() + " does not count repaired copies");
        }
        copies += (long) Double.parseDouble(value.group(1));
      }
    }
    return copies;
  }

  /** Says that a node which was killed will not come back. */
  void lose(Server node) throws IOException, InterruptedException {
    files("node", "lost", node.name());
  }

  private JsonNode ask(HttpClient http, String method, URI uri) throws IOException {
    return JSON.readTree(text(http, method, uri));
  }

  private String text(HttpClient http, String method, URI uri) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    TextSink answer = new TextSink(MOST_ANSWER_BYTES);
    Request request =
        new Request(method, uri, List.of("Authorization: Bearer " + token), Optional.empty());
    if (!http.exchange(request, answer).success()) {
      throw new IOException(method + " " + uri + ": " + answer.text());
    }
    return answer.text();
  }

  private String files(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String output;
    try (var answer = process.getInputStream()) {
      output = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
    return output;
  }
}
