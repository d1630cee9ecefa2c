package dev.files.launcher;

import dev.files.protocol.config.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Starts and stops the servers of one directory. The state file says what is there; this class
 * remembers nothing that another call of the launcher could not find out.
 */
final class Cluster {
  /** What a stop takes beside the time that requests have to end (FILES_STOP_SECONDS). */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final long DRAIN_SECONDS = 10;
  private static final long MOST_DRAIN_SECONDS = 24 * 3600;

  private final ClusterDir dir;
  private final StateFile stateFile;
  private final Starting starting;
  private final Progress progress;

  Cluster(ClusterDir dir, Installation installation, Progress progress) {
    this.dir = dir;
    this.progress = progress;
    stateFile = new StateFile(dir);
    starting = new Starting(dir, installation, stateFile, progress);
  }

  ClusterState state() {
    return stateFile.read();
  }

  /** Starts everything, in order, and returns when it is ready; stops all again when it fails. */
  ClusterState up(int fronts, int nodes, int offset, Map<String, String> variables) {
    Map<String, String> common = new TreeMap<>(variables);
    common.remove(ServerEnvironment.NODE_URL);
    ServerEnvironment environment =
        new ServerEnvironment(dir, new Ports(offset, fronts > 1), common, fronts, nodes);
    List<ServerRecord> servers = inTurn(() -> plan(environment, fronts, nodes, offset));
    try {
      // The broker takes its seconds while the database is made.
      launch(environment, servers.subList(0, 2));
      starting.awaitDatabase(environment);
      starting.awaitReady(environment, List.of("broker"));
      List<ServerRecord> others = servers.subList(2, servers.size());
      launch(environment, others);
      starting.awaitReady(environment, others.stream().map(ServerRecord::name).toList());
    } catch (RuntimeException e) {
      if (!starting.hasEnded()) {
        progress.say("Stopping what was started");
        down();
      }
      throw e;
    }
    return state();
  }

  /** Those to be started, database and broker first, in the state file. */
  private List<ServerRecord> plan(
      ServerEnvironment environment, int fronts, int nodes, int offset) {
    ClusterState before = state();
    if (before.anyAlive()) {
      throw new LauncherException(
          "a cluster runs here already (./files status --data "
              + dir.root()
              + " shows it, ./files down --data "
              + dir.root()
              + " stops it)");
    }
    List<ServerRecord> servers = new ArrayList<>();
    servers.add(planned(environment, Role.DATABASE, 1));
    servers.add(planned(environment, Role.BROKER, 1));
    List<ServerRecord> retired =
        before.servers(Role.NODE).stream().filter(r -> r.retired()).toList();
    numbers(retired, nodes).forEach(n -> servers.add(planned(environment, Role.NODE, n)));
    for (int n = 1; n <= fronts; n++) {
      servers.add(planned(environment, Role.FRONT, n));
    }
    if (environment.ports().balanced()) {
      servers.add(planned(environment, Role.BALANCER, 1));
    }
    Starting.checkPorts(environment, servers);
    List<ServerRecord> all = Stream.concat(servers.stream(), retired.stream()).toList();
    stateFile.update(
        old -> new ClusterState(true, offset, filesVariables(environment.caller()), all));
    return servers;
  }

  private void launch(ServerEnvironment environment, List<ServerRecord> servers) {
    for (ServerRecord server : servers) {
      inTurn(() -> launch(environment, server));
    }
  }

  /** In turn: a server that was started meanwhile runs already. */
  private boolean launch(ServerEnvironment environment, ServerRecord server) {
    if (state().server(server.name()).isAlive()) {
      progress.say(server.name() + " runs already");
      return false;
    }
    Starting.checkPorts(environment, List.of(server));
    starting.launch(environment, server);
    return true;
  }

  /**
   * One after the other: two processes of one server would take its directory apart. Nobody waits
   * here until a server is ready, for that may take another one, which somebody has to start.
   */
  private <T> T inTurn(Supplier<T> work) {
    try (FileChannel channel = Private.lock(dir.launchLockFile());
        FileLock turn = channel.lock()) {
      assert turn.isValid();
      return work.get();
    } catch (IOException e) {
      throw new LauncherException(dir.launchLockFile() + " cannot be locked", e);
    }
  }

  /** The first numbers that no retired node has. */
  private static List<Integer> numbers(List<ServerRecord> retired, int nodes) {
    Set<Integer> taken = retired.stream().map(ServerRecord::number).collect(Collectors.toSet());
    List<Integer> free =
        IntStream.rangeClosed(1, Ports.MOST_NODES)
            .filter(number -> !taken.contains(number))
            .limit(nodes)
            .boxed()
            .toList();
    if (free.size() < nodes) {
      throw new LauncherException(
          "there are ports for " + Ports.MOST_NODES + " nodes, the retired ones among them");
    }
    return free;
  }

  /**
   * Starts one more node and returns when it is ready. It stays in the cluster, also when its start
   * fails.
   */
  ServerRecord addNode(Map<String, String> variables) {
    ServerRecord node = inTurn(() -> planNode(variables));
    start(node.name(), variables);
    return node;
  }

  private ServerRecord planNode(Map<String, String> variables) {
    ClusterState state = state();
    if (state.servers(Role.FRONT).stream().noneMatch(ServerRecord::isAlive)) {
      throw new LauncherException("no front runs here that a node could join");
    }
    int number =
        1 + state.servers(Role.NODE).stream().mapToInt(node -> node.number()).max().orElse(0);
    if (number > Ports.MOST_NODES) {
      throw new LauncherException(
          "there are ports for " + Ports.MOST_NODES + " nodes, the retired ones among them");
    }
    ServerRecord node = planned(environment(state, variables), Role.NODE, number);
    Starting.checkPorts(environment(state, variables), List.of(node));
    stateFile.update(before -> before.adding(node));
    return node;
  }

  /** The node's life has ended: {@link #up} starts it no more. */
  void retire(String name) {
    stateFile.update(state -> state.with(name, ServerRecord::nowRetired));
  }

  /** Starts one server of this cluster and returns when it is ready. */
  void start(String name, Map<String, String> variables) {
    ClusterState state = state();
    ServerRecord server = state.server(name);
    if (server.retired()) {
      throw new LauncherException(
          name + " is retired, and stays so; ./files node add starts another node");
    }
    ServerEnvironment environment = environment(state, variables);
    if (!inTurn(() -> launch(environment, server))) {
      return;
    }
    if (server.role() == Role.DATABASE) {
      starting.awaitDatabase(environment);
    } else {
      starting.awaitReady(environment, List.of(name));
    }
  }

  private ServerEnvironment environment(ClusterState state, Map<String, String> variables) {
    return new ServerEnvironment(
        dir,
        new Ports(state.offset(), !state.servers(Role.BALANCER).isEmpty()),
        state.variables(variables),
        state.servers(Role.FRONT).size(),
        state.nodes().size());
  }

  /** Stops one server and returns when it is gone. */
  void stop(String name) {
    ServerRecord server = state().server(name);
    askToStop(server);
    awaitStop(server);
  }

  /** Ends one server as a power cut would, as far as a process goes. */
  void kill(String name) {
    ServerRecord server = state().server(name);
    server.process().ifPresent(process -> process.signal("KILL"));
    awaitStop(server);
  }

  /** Stops everything in order: first who uses, then who is used. */
  void down() {
    starting.end();
    recordIfPossible(ClusterState::down);
    for (List<Role> together :
        List.of(
            List.of(Role.BALANCER, Role.FRONT, Role.NODE),
            List.of(Role.BROKER),
            List.of(Role.DATABASE))) {
      List<ServerRecord> servers =
          state().servers().stream().filter(server -> together.contains(server.role())).toList();
      servers.forEach(this::askToStop);
      servers.forEach(this::awaitStop);
    }
  }

  // A full disk must not keep servers from being stopped.
  private void recordIfPossible(UnaryOperator<ClusterState> change) {
    try {
      stateFile.update(change);
    } catch (LauncherException e) {
      progress.say(e.getMessage());
    }
  }

  private ServerRecord planned(ServerEnvironment environment, Role role, int number) {
    return ServerRecord.stopped(role, number, environment.url(role, number));
  }

  private static Map<String, String> filesVariables(Map<String, String> variables) {
    Map<String, String> found = new TreeMap<>(variables);
    found.keySet().removeIf(name -> !name.startsWith("FILES_"));
    return found;
  }

  private void askToStop(ServerRecord server) {
    // For PostgreSQL INT is the fast stop; TERM would wait for every client to leave.
    server
        .process()
        .ifPresent(process -> process.signal(server.role() == Role.DATABASE ? "INT" : "TERM"));
  }

  /** How long servers let requests go on: as they were told when they started. */
  private Duration drain() {
    return new Settings(state().environment())
        .seconds("FILES_STOP_SECONDS", DRAIN_SECONDS, 0, MOST_DRAIN_SECONDS);
  }

  private void awaitStop(ServerRecord server) {
    if (server.process().isEmpty()) {
      return;
    }
    ProcessIdentity process = server.process().get();
    if (!process.awaitEnd(STOP_LIMIT.plus(drain()))) {
      progress.say(server.name() + " does not stop, it is killed");
      process.signal("KILL");
      if (!process.awaitEnd(STOP_LIMIT)) {
        throw new LauncherException(server.name() + " cannot be stopped, process " + process.pid());
      }
    }
    recordIfPossible(
        state ->
            state.with(
                server.name(), s -> s.process().equals(server.process()) ? s.nowStopped() : s));
    progress.timed(server.name() + " stopped");
  }
}
