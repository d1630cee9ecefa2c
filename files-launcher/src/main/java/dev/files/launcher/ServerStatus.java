package dev.files.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How a server is now.
 *
 * @param ready whether its {@code /health/ready} says so; of broker and database, whether they
 *     accept connections
 * @param data where what it stores lies
 * @param problems what its health says that somebody should look at
 * @param node what the fronts know of it, if it is a node and a front answers
 */
record ServerStatus(
    ServerRecord server,
    boolean ready,
    Path data,
    List<String> problems,
    Optional<NodeReport> node) {
  /** What a server says of itself. */
  private record Health(boolean ready, List<String> problems) {
    static final Health NONE = new Health(false, List.of());
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More servers than there are; each is asked on a thread of its own, for one may hang. */
  private static final int MOST_ASKED = Ports.MOST_FRONTS + Ports.MOST_NODES + 4;

  static List<ServerStatus> all(ClusterDir dir, ClusterState state, Map<String, String> variables) {
    if (!state.anyAlive()) {
      return state.servers().stream()
          .map(
              server ->
                  new ServerStatus(server, false, data(dir, server), List.of(), Optional.empty()))
          .toList();
    }
    Probe probe = new Probe(variables);
    ExecutorService threads = Executors.newFixedThreadPool(MOST_ASKED);
    try {
      CompletableFuture<List<NodeReport>> nodes =
          CompletableFuture.supplyAsync(() -> nodes(dir, state, variables), threads);
      List<CompletableFuture<Health>> health =
          state.servers().stream()
              .map(s -> CompletableFuture.supplyAsync(() -> health(probe, s), threads))
              .toList();
      return state.servers().stream()
          .map(
              server ->
                  new ServerStatus(
                      server,
                      health.get(state.servers().indexOf(server)).join().ready(),
                      data(dir, server),
                      health.get(state.servers().indexOf(server)).join().problems(),
                      server.role() == Role.NODE
                          ? Administration.at(server, nodes.join())
                          : Optional.empty()))
          .toList();
    } finally {
      threads.shutdown();
    }
  }

  private static Path data(ClusterDir dir, ServerRecord server) {
    return server.role() == Role.NODE ? dir.nodeData(server.name()) : dir.server(server.name());
  }

  private static Health health(Probe probe, ServerRecord server) {
    if (!server.isAlive()) {
      return Health.NONE;
    }
    return switch (server.role()) {
      case DATABASE, BROKER -> {
        URI uri = URI.create(server.url());
        yield new Health(Probe.accepts(uri.getHost(), uri.getPort()), List.of());
      }
      case NODE, FRONT, BALANCER -> asked(probe, server.url() + "/health/ready");
    };
  }

  private static Health asked(Probe probe, String url) {
    try {
      return probe
          .get(url, Optional.empty())
          .map(answer -> new Health(answer.statusCode() == 200, problems(answer.body())))
          .orElse(Health.NONE);
    } catch (LauncherException e) {
      // Nobody here trusts its certificate.
      return Health.NONE;
    }
  }

  private static List<String> problems(String body) {
    List<String> problems = new ArrayList<>();
    try {
      for (JsonNode check : JSON.readTree(body).path("checks")) {
        JsonNode data = check.path("data");
        if (check.path("status").asText().equals("DOWN") || data.path("degraded").asBoolean()) {
          problems.add(check.path("name").asText() + ": " + data.path("why").asText());
        }
      }
    } catch (JsonProcessingException e) {
      // A server that starts or stops answers something else, and is not ready.
    }
    return List.copyOf(problems);
  }

  /** None when no front answers: the status of the processes is told all the same. */
  private static List<NodeReport> nodes(
      ClusterDir dir, ClusterState state, Map<String, String> variables) {
    try {
      return new Administration(dir, state, variables).nodes();
    } catch (LauncherException e) {
      return List.of();
    }
  }
}
