package dev.files.bench.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The running servers of a cluster on this machine. */
public record LocalCluster(List<Server> servers) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public LocalCluster {
    servers = List.copyOf(servers);
  }

  /** One server, as {@code ./files status --json} shows it. */
  public record Server(String role, String name, long pid, String url, String state) {
    public Server {
      url = url == null ? "" : url;
    }
  }

  /** Asks the launcher ({@code ./files}) for the state of the cluster in {@code dataDirectory}. */
  public static LocalCluster read(Path launcher, Path dataDirectory)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                launcher.toAbsolutePath().normalize().toString(),
                "status",
                "--json",
                "--data",
                dataDirectory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] json;
    try (var output = process.getInputStream()) {
      json = output.readAllBytes();
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(launcher + " status ended with " + code);
    }
    return parse(json);
  }

  static LocalCluster parse(byte[] json) throws IOException {
    List<Server> all = MAPPER.readValue(json, new TypeReference<>() {});
    return new LocalCluster(
        all.stream().filter(server -> "running".equals(server.state())).toList());
  }

  /** Each server is a group of its own, named as the cluster names it. */
  public Map<String, Set<Long>> pidsByName() {
    Map<String, Set<Long>> pids = new LinkedHashMap<>();
    for (Server server : servers) {
      pids.put(server.name(), Set.of(server.pid()));
    }
    return pids;
  }

  /**
   * The URL of the first front.
   *
   * @throws IOException when no front is running
   */
  public URI front() throws IOException {
    return servers.stream()
        .filter(server -> "front".equals(server.role()))
        .findFirst()
        .map(server -> URI.create(server.url()))
        .orElseThrow(() -> new IOException("no front of this cluster is running"));
  }
}
