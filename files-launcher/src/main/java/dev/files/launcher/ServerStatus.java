package dev.files.launcher;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
 * @param node what the fronts know of it, if it is a node and a front answers
 */
record ServerStatus(ServerRecord server, boolean ready, Path data, Optional<NodeReport> node) {
  /** More servers than there are; each is asked on a thread of its own, for one may hang. */
  private static final int MOST_ASKED = Ports.MOST_FRONTS + Ports.MOST_NODES + 3;

  static List<ServerStatus> all(ClusterDir dir, ClusterState state, Map<String, String> variables) {
    if (!state.anyAlive()) {
      return state.servers().stream()
          .map(server -> new ServerStatus(server, false, data(dir, server), Optional.empty()))
          .toList();
    }
    Probe probe = new Probe(variables);
    ExecutorService threads = Executors.newFixedThreadPool(MOST_ASKED);
    try {
      CompletableFuture<List<NodeReport>> nodes =
          CompletableFuture.supplyAsync(() -> nodes(dir, state, variables), threads);
      List<CompletableFuture<Boolean>> ready =
          state.servers().stream()
              .map(s -> CompletableFuture.supplyAsync(() -> isReady(probe, s), threads))
              .toList();
      return state.servers().stream()
          .map(
              server ->
                  new ServerStatus(
                      server,
                      ready.get(state.servers().indexOf(server)).join(),
                      data(dir, server),
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

  private static boolean isReady(Probe probe, ServerRecord server) {
    if (!server.isAlive()) {
      return false;
    }
    return switch (server.role()) {
      case DATABASE, BROKER -> {
        URI uri = URI.create(server.url());
        yield Probe.accepts(uri.getHost(), uri.getPort());
      }
      case NODE, FRONT -> answersWell(probe, server.url() + "/health/ready");
    };
  }

  private static boolean answersWell(Probe probe, String url) {
    try {
      return probe.get(url, Optional.empty()).map(HttpResponse::statusCode).orElse(0) == 200;
    } catch (LauncherException e) {
      // Nobody here trusts its certificate.
      return false;
    }
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
