package dev.files.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a server is ready: the broker when it accepts connections, a front, and a balancer
 * through one, when {@code /health/ready} says so, a node when a front has heard from it since its
 * start.
 */
final class Readiness {
  private final ClusterDir dir;
  private final Probe probe;
  private final String secret;

  Readiness(ClusterDir dir, Probe probe, String secret) {
    this.dir = dir;
    this.probe = probe;
    this.secret = secret;
  }

  /**
   * What is missing yet, empty when the server is ready.
   *
   * @param state of the whole cluster: nodes are asked about at its fronts
   */
  Optional<String> missing(ServerRecord server, ClusterState state) {
    return switch (server.role()) {
      case DATABASE -> Optional.empty();
      case BROKER -> accepting(server);
      case FRONT, BALANCER -> healthy(server);
      case NODE -> heardOf(server, state.servers(Role.FRONT));
    };
  }

  private static Optional<String> accepting(ServerRecord server) {
    URI uri = URI.create(server.url());
    return Probe.accepts(uri.getHost(), uri.getPort())
        ? Optional.empty()
        : Optional.of("it accepts no connections at " + server.url());
  }

  private Optional<String> healthy(ServerRecord front) {
    Optional<HttpResponse<String>> answer =
        probe.get(front.url() + "/health/ready", Optional.empty());
    if (answer.isEmpty()) {
      return Optional.of("it does not answer at " + front.url());
    }
    return answer
        .filter(response -> response.statusCode() != 200)
        .map(response -> "its /health/ready says " + response.statusCode() + " " + response.body());
  }

  private Optional<String> heardOf(ServerRecord node, List<ServerRecord> fronts) {
    if (probe.get(node.url() + "/chunk?limit=1", Optional.of(secret)).isEmpty()) {
      return Optional.of("it does not answer at " + node.url());
    }
    if (fronts.stream().noneMatch(ServerRecord::isAlive)) {
      return Optional.empty();
    }
    Path idFile = dir.nodeData(node.name()).resolve("node-id");
    if (!Files.exists(idFile)) {
      return Optional.of("it has written no id to " + idFile);
    }
    String id;
    try {
      id = Files.readString(idFile).strip();
    } catch (IOException e) {
      return Optional.of(idFile + " cannot be read");
    }
    Instant since = node.started().orElse(Instant.MIN);
    for (ServerRecord front : fronts) {
      Optional<Map<String, Instant>> pings =
          front.isAlive() ? probe.lastPings(front.url(), secret) : Optional.empty();
      if (pings.map(found -> found.get(id)).filter(ping -> ping.isAfter(since)).isPresent()) {
        return Optional.empty();
      }
    }
    return Optional.of("no front has heard of it yet");
  }
}
