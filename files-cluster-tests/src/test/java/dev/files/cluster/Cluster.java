package dev.files.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A cluster on this machine, started by the launcher. Its data lies under {@code
 * target/clusters/NAME}; its ports are apart from those of other clusters by the offset.
 */
final class Cluster implements AutoCloseable {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);
  private static final Path ROOT = Path.of(System.getProperty("files.root"));

  private final Path data;
  private final Plan plan;

  /** The root of the build whose launcher starts and stops servers now. */
  private Path build = ROOT;

  private Cluster(Path data, Plan plan) {
    this.data = data;
    this.plan = plan;
  }

  /** What to start. Settings are environment variables of all servers. */
  record Plan(String name, int offset, int fronts, int nodes, Map<String, String> settings) {
    static Plan named(String name, int offset) {
      // Collection in seconds, so that tests need not wait for it.
      return new Plan(
          name,
          offset,
          1,
          3,
          Map.of(
              "FILES_COLLECT_SECONDS",
              "1",
              "FILES_ORPHAN_SECONDS",
              "2",
              "FILES_ORPHAN_LEAST_SECONDS",
              "0"));
    }

    Plan fronts(int count) {
      return new Plan(name, offset, count, nodes, settings);
    }

    Plan nodes(int count) {
      return new Plan(name, offset, fronts, count, settings);
    }

    Plan with(String variable, String value) {
      Map<String, String> more = new HashMap<>(settings);
      more.put(variable, value);
      return new Plan(name, offset, fronts, nodes, more);
    }
  }

  /** A server as {@code status} tells it. */
  record Server(String role, String name, long pid, String url, String state) {}

  static Cluster start(Plan plan) throws IOException {
    return start(plan, ROOT);
  }

  /**
   * Starts a cluster of another build.
   *
   * @param build the root of its tree
   */
  static Cluster start(Plan plan, Path build) throws IOException {
    Path data = ROOT.resolve("files-cluster-tests/target/clusters").resolve(plan.name());
    deleteTree(data);
    Files.createDirectories(data);
    Cluster cluster = new Cluster(data, plan);
    cluster.use(build);
    boolean up = false;
    try {
      cluster.up();
      up = true;
      return cluster;
    } finally {
      if (!up) {
        cluster.run("down");
      }
    }
  }

  void up() {
    run(
        "up",
        "--detach",
        "--offset",
        Integer.toString(plan.offset()),
        "--fronts",
        Integer.toString(plan.fronts()),
        "--nodes",
        Integer.toString(plan.nodes()));
  }

  Path data() {
    return data;
  }

  String secret() throws IOException {
    return Files.readString(data.resolve("secret")).strip();
  }

  URI front(int number) {
    return URI.create(server("front-" + number).url());
  }

  /** Where the first front is managed. */
  URI management() {
    return URI.create("http://127.0.0.1:" + (9900 + plan.offset()));
  }

  /** Adds a user of the admin console, by WildFly's own command. */
  void addOperator(String name, String password) throws IOException {
    Path home = ROOT.resolve("wildfly-config/target/wildfly");
    run(
        Map.of(),
        List.of(
            home.resolve("bin/add-user.sh").toString(),
            "-sc",
            data.toString(),
            "-u",
            name,
            "-p",
            password));
  }

  /** What WildFly's own command says, to the first front (9900) or the broker (5471), say. */
  String jbossCli(int managementPort, String... commands) throws IOException {
    return run(
        Map.of(),
        List.of(
            ROOT.resolve("wildfly-config/target/wildfly/bin/jboss-cli.sh").toString(),
            "-c",
            "--controller=127.0.0.1:" + (managementPort + plan.offset()),
            "--commands=" + String.join(",", commands)));
  }

  FilesClient client(int front) {
    return new FilesClient(front(front));
  }

  FilesClient client() {
    return client(1);
  }

  List<Server> status() {
    List<Server> servers = new ArrayList<>();
    for (JsonNode s : statusJson()) {
      servers.add(
          new Server(
              s.get("role").asText(),
              s.get("name").asText(),
              s.path("pid").asLong(),
              s.path("url").asText(),
              s.get("state").asText()));
    }
    return servers;
  }

  /** Every server, with all that the launcher tells of it. */
  JsonNode statusJson() {
    try {
      return FilesClient.JSON.readTree(run("status", "--json"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Server server(String name) {
    return status().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** Ends a server at once, as a power cut would, with no word to anybody. */
  void kill(String name) {
    run(roleOf(name), "kill", name);
  }

  void stop(String name) {
    run(roleOf(name), "stop", name);
  }

  void start(String name) {
    start(name, Map.of());
  }

  /** Starts a server with settings that this start alone has. */
  void start(String name, Map<String, String> settings) {
    run(settings, roleOf(name), "start", name);
  }

  /** What {@code ./files node} says to this; its refusal is an AssertionError with its words. */
  String node(String... arguments) {
    return node(Map.of(), arguments);
  }

  /** The same with settings that this command alone has. */
  String node(Map<String, String> settings, String... arguments) {
    List<String> all = new ArrayList<>(List.of("node"));
    all.addAll(List.of(arguments));
    return run(settings, all.toArray(String[]::new));
  }

  /** What any other command of {@code ./files} prints; an exit code but 0 is an AssertionError. */
  String command(String... words) {
    return run(words);
  }

  /** Adds a node that servers reach at that URL, where somebody else passes it on. */
  Server addNodeBehind(URI url) {
    String name = "node-" + (plan.nodes() + 1);
    run(Map.of("FILES_NODE_URL", url.toString()), "node", "add");
    return server(name);
  }

  /** Has the system stop a server's process where it is, or go on. */
  void signal(String name, String signal) throws IOException {
    run(Map.of(), List.of("kill", "-" + signal, Long.toString(server(name).pid())));
  }

  /** From now on servers are stopped and started by that build, and are of it. */
  void use(Path other) {
    build = other;
  }

  /** Brings the schema to this build, as an operator does before the first server is replaced. */
  void migrate() throws IOException {
    run(
        Map.of(
            "FILES_DB_URL",
            "jdbc:" + server("database").url(),
            "FILES_DB_USER",
            "files",
            "FILES_DB_PASSWORD",
            Files.readString(data.resolve("database-password")).strip()),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            ROOT.resolve("sql/target/files-sql.jar").toString()));
  }

  void startWhatIsDown() {
    for (Server server : status()) {
      if (!server.state().equals("running")) {
        start(server.name());
      }
    }
  }

  void down() {
    run("down");
  }

  @Override
  public void close() {
    down();
  }

  private static String roleOf(String name) {
    return name.replaceAll("-\\d+$", "");
  }

  /** Runs the launcher with {@code --data} and returns what it printed on stdout. */
  private String run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private String run(Map<String, String> more, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dfiles.root=" + build,
            "-jar",
            build.resolve("files-launcher/target/files-launcher.jar").toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--data", data.toString()));
    try {
      return run(more, command);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A failure of the command is ours. */
  private String run(Map<String, String> more, List<String> command) throws IOException {
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(plan.settings());
    builder.environment().putAll(more);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            command + " took longer than " + COMMAND_LIMIT + "\n" + both(out, err));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          command + " ended with " + process.exitValue() + "\n" + both(out, err));
    }
    String printed = Files.readString(out);
    Files.delete(out);
    Files.delete(err);
    return printed;
  }

  private static String both(Path out, Path err) throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8)
        + Files.readString(err, StandardCharsets.UTF_8);
  }

  private static void deleteTree(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (var paths = Files.walk(tree)) {
        for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
