package dev.files.launcher;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The content of {@code DIR/cluster.json}.
 *
 * @param up whether the cluster is meant to run: set by {@code up}, cleared by {@code down}
 * @param environment the {@code FILES_…} variables that {@code up} was called with, for servers
 *     that are started again later
 */
record ClusterState(
    boolean up, int offset, Map<String, String> environment, List<ServerRecord> servers) {

  ClusterState {
    environment = Map.copyOf(new TreeMap<>(environment));
    servers = List.copyOf(servers);
  }

  static ClusterState none() {
    return new ClusterState(false, 0, Map.of(), List.of());
  }

  ServerRecord server(String name) {
    return servers.stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LauncherException(
                    servers.isEmpty()
                        ? "no cluster was started here yet, ./files up does that"
                        : "there is no server " + name + ", but " + names()));
  }

  List<ServerRecord> servers(Role role) {
    return servers.stream().filter(server -> server.role() == role).toList();
  }

  /** What {@code up} was called with, and over that what somebody calls with now. */
  Map<String, String> variables(Map<String, String> now) {
    Map<String, String> merged = new TreeMap<>(environment);
    merged.putAll(now);
    return merged;
  }

  /** The nodes that are not retired. */
  List<ServerRecord> nodes() {
    return servers(Role.NODE).stream().filter(node -> !node.retired()).toList();
  }

  boolean anyAlive() {
    return servers.stream().anyMatch(ServerRecord::isAlive);
  }

  ClusterState with(String name, UnaryOperator<ServerRecord> change) {
    return new ClusterState(
        up,
        offset,
        environment,
        servers.stream().map(s -> s.name().equals(name) ? change.apply(s) : s).toList());
  }

  ClusterState adding(ServerRecord server) {
    return new ClusterState(
        up, offset, environment, Stream.concat(servers.stream(), Stream.of(server)).toList());
  }

  ClusterState down() {
    return new ClusterState(false, offset, environment, servers);
  }

  private String names() {
    return String.join(", ", servers.stream().map(ServerRecord::name).toList());
  }
}
