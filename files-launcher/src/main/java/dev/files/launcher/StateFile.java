package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Keeps the state of a cluster. Several calls of the launcher may be at work at once: changes are
 * made under a lock, and a reader sees the file before or after a change, never in between.
 */
final class StateFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The lock on the file keeps other programs away; threads of this one take turns by this. */
  private static final Object TURN = new Object();

  private final Path file;
  private final Path lock;

  StateFile(ClusterDir dir) {
    file = dir.stateFile();
    lock = dir.lockFile();
  }

  /** Empty when no cluster was started here yet. */
  ClusterState read() {
    if (!Files.exists(file)) {
      return ClusterState.none();
    }
    try {
      return fromJson(JSON.readTree(file.toFile()));
    } catch (IOException | IllegalArgumentException e) {
      throw new LauncherException(file + " cannot be read", e);
    }
  }

  ClusterState update(UnaryOperator<ClusterState> change) {
    synchronized (TURN) {
      try (FileChannel channel = Private.lock(lock);
          FileLock held = channel.lock()) {
        assert held.isValid();
        ClusterState changed = change.apply(read());
        ClusterDir.writePrivate(
            file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(toJson(changed)));
        return changed;
      } catch (IOException e) {
        throw new LauncherException(file + " cannot be written", e);
      }
    }
  }

  private static ObjectNode toJson(ClusterState state) {
    ObjectNode root = JSON.createObjectNode();
    root.put("up", state.up());
    root.put("offset", state.offset());
    ObjectNode environment = root.putObject("environment");
    new TreeMap<>(state.environment()).forEach(environment::put);
    for (ServerRecord server : state.servers()) {
      ObjectNode node = root.withArray("/servers").addObject();
      node.put("role", server.role().label());
      node.put("number", server.number());
      node.put("url", server.url());
      server.process().ifPresent(process -> node.put("pid", process.pid()));
      server.process().ifPresent(process -> node.put("born", process.born()));
      server.started().ifPresent(started -> node.put("started", started.toString()));
      node.put("ready", server.ready());
      node.put("retired", server.retired());
    }
    return root;
  }

  private static ClusterState fromJson(JsonNode root) {
    Map<String, String> environment = new TreeMap<>();
    root.path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    List<ServerRecord> servers = new ArrayList<>();
    for (JsonNode node : root.path("servers")) {
      servers.add(
          new ServerRecord(
              Role.valueOf(node.path("role").asText().toUpperCase(Locale.ROOT)),
              node.path("number").asInt(),
              node.path("url").asText(),
              Optional.of(node)
                  .filter(n -> n.hasNonNull("pid"))
                  .map(n -> new ProcessIdentity(n.get("pid").asLong(), n.path("born").asText())),
              Optional.of(node)
                  .filter(n -> n.hasNonNull("started"))
                  .map(n -> Instant.parse(n.get("started").asText())),
              node.path("ready").asBoolean(),
              node.path("retired").asBoolean()));
    }
    return new ClusterState(
        root.path("up").asBoolean(), root.path("offset").asInt(), environment, servers);
  }
}
