package dev.files.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a front tells operators and does for them: {@code /admin}, with the admin token. */
final class Administration {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> fronts;
  private final Probe probe;
  private final String token;

  /**
   * @param variables of the servers, which say where the token is and what certificate to trust
   */
  Administration(ClusterDir dir, ClusterState state, Map<String, String> variables) {
    fronts =
        state.servers(Role.FRONT).stream()
            .filter(ServerRecord::isAlive)
            .map(ServerRecord::url)
            .toList();
    if (fronts.isEmpty()) {
      throw new LauncherException("no front runs here; ./files front start front-1 starts one");
    }
    probe = new Probe(variables);
    token = dir.adminTokenOf(variables);
  }

  /**
   * Of a cluster elsewhere.
   *
   * @param variables which say the token and what certificate to trust
   */
  Administration(String url, Map<String, String> variables) {
    fronts = List.of(url.replaceAll("/+$", ""));
    probe = new Probe(variables);
    token =
        ClusterDir.adminTokenGiven(variables)
            .orElseThrow(
                () ->
                    new LauncherException(
                        "FILES_ADMIN_TOKEN or FILES_ADMIN_TOKEN_FILE must say the token of "
                            + url));
  }

  /** All nodes that the fronts know, the retired ones too. */
  List<NodeReport> nodes() {
    List<NodeReport> nodes = new ArrayList<>();
    ask("GET", "/admin/nodes", Optional.empty(), Probe.LIMIT)
        .forEach(json -> nodes.add(NodeReport.of(json)));
    return nodes;
  }

  /** The node that answers at the URL of this server. */
  NodeReport node(ServerRecord server) {
    return at(server, nodes())
        .orElseThrow(
            () -> new LauncherException("no front has heard of " + server.name() + " yet"));
  }

  /** Of the nodes that were at the URL of this server the one that pinged last. */
  static Optional<NodeReport> at(ServerRecord server, List<NodeReport> nodes) {
    return nodes.stream()
        .filter(node -> node.url().equals(server.url()))
        .max(Comparator.comparing(NodeReport::lastPing));
  }

  /**
   * Gives an order, and tells what the node is then.
   *
   * @param order what follows its id in the path, such as {@code /drain}
   */
  NodeReport order(String method, NodeReport node, String order, Optional<String> json) {
    return NodeReport.of(order(method, "/admin/nodes/" + node.id() + order, json));
  }

  /** Does something with {@code /admin}, and tells what a front answers. */
  JsonNode order(String method, String path, Optional<String> json) {
    return ask(method, path, json, Probe.LIMIT);
  }

  /** What a front answers to a GET, which may take its time. */
  JsonNode get(String path) {
    return ask("GET", path, Optional.empty(), Probe.LONG);
  }

  /** The bytes behind a path of the first front that answers 200. */
  InputStream bytes(String path) {
    for (String front : fronts) {
      Optional<HttpResponse<InputStream>> answer = probe.bytes(front + path, token);
      if (answer.isPresent()) {
        return answer.get().body();
      }
    }
    throw new LauncherException("no front has " + path);
  }

  /** Asks the first front that answers. */
  private JsonNode ask(String method, String path, Optional<String> json, Duration limit) {
    for (String front : fronts) {
      Optional<HttpResponse<String>> answer =
          probe.send(method, front + path, Optional.of(token), json, limit);
      if (answer.isPresent()) {
        return body(front, answer.get());
      }
    }
    throw new LauncherException("no front answers: tried " + String.join(", ", fronts));
  }

  private static JsonNode body(String front, HttpResponse<String> answer) {
    if (answer.statusCode() == 401) {
      throw new LauncherException(
          front
              + " refuses the admin token: it has another one than the data directory"
              + " or FILES_ADMIN_TOKEN");
    }
    JsonNode json;
    try {
      json = JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new LauncherException(front + " answers " + answer.statusCode(), e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw new LauncherException(
          json.path("detail").asText(front + " answers " + answer.statusCode()));
    }
    return json;
  }
}
