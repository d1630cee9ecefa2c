package dev.files.launcher;

import dev.files.protocol.config.Settings;
import dev.files.sql.Migrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/**
 * Starts and stops the servers of one directory. The state file says what is there; this class
 * remembers nothing that another call of the launcher could not find out.
 */
final class Cluster {
  /** Six servers need half a minute on two cores; on two very busy ones it was three. */
  private static final long START_LIMIT_SECONDS = 300;

  private static final long MOST_START_LIMIT_SECONDS = 3600;

  /** What a stop takes beside the time that requests have to end (FILES_STOP_SECONDS). */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final long DRAIN_SECONDS = 10;
  private static final long MOST_DRAIN_SECONDS = 24 * 3600;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ClusterDir dir;
  private final StateFile stateFile;
  private final Installation installation;
  private final Progress progress;
  private boolean stopping;

  Cluster(ClusterDir dir, Installation installation, Progress progress) {
    this.dir = dir;
    this.installation = installation;
    this.progress = progress;
    stateFile = new StateFile(dir);
  }

  ClusterState state() {
    return stateFile.read();
  }

  /** Starts everything, in order, and returns when it is ready; stops all again when it fails. */
  ClusterState up(int fronts, int nodes, int offset, Map<String, String> variables) {
    ClusterState before = state();
    if (before.anyAlive()) {
      throw new LauncherException(
          "a cluster runs here already (./files status --data "
              + dir.root()
              + " shows it, ./files down --data "
              + dir.root()
              + " stops it)");
    }
    Map<String, String> common = new TreeMap<>(variables);
    common.remove(ServerEnvironment.NODE_URL);
    ServerEnvironment environment =
        new ServerEnvironment(dir, new Ports(offset), common, fronts, nodes);
    List<ServerRecord> servers = new ArrayList<>();
    servers.add(planned(environment, Role.DATABASE, 1));
    servers.add(planned(environment, Role.BROKER, 1));
    List<ServerRecord> retired =
        before.servers(Role.NODE).stream().filter(r -> r.retired()).toList();
    numbers(retired, nodes).forEach(n -> servers.add(planned(environment, Role.NODE, n)));
    for (int n = 1; n <= fronts; n++) {
      servers.add(planned(environment, Role.FRONT, n));
    }
    checkPorts(environment, servers);
    List<ServerRecord> all = Stream.concat(servers.stream(), retired.stream()).toList();
    stateFile.update(
        old -> new ClusterState(true, offset, filesVariables(environment.caller()), all));
    try {
      // The broker takes its seconds while the database is made.
      launch(environment, servers.get(0));
      launch(environment, servers.get(1));
      awaitDatabase(environment);
      awaitReady(environment, List.of("broker"));
      List<String> others = new ArrayList<>();
      for (ServerRecord server : servers.subList(2, servers.size())) {
        launch(environment, server);
        others.add(server.name());
      }
      awaitReady(environment, others);
    } catch (RuntimeException e) {
      if (!isStopping()) {
        progress.say("Stopping what was started");
        down();
      }
      throw e;
    }
    return state();
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
    checkPorts(environment(state, variables), List.of(node));
    stateFile.update(before -> before.adding(node));
    start(node.name(), variables);
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
    if (server.isAlive()) {
      progress.say(name + " runs already");
      return;
    }
    if (server.retired()) {
      throw new LauncherException(
          name + " is retired, and stays so; ./files node add starts another node");
    }
    ServerEnvironment environment = environment(state, variables);
    checkPorts(environment, List.of(server));
    launch(environment, server);
    if (server.role() == Role.DATABASE) {
      awaitDatabase(environment);
    } else {
      awaitReady(environment, List.of(name));
    }
  }

  private ServerEnvironment environment(ClusterState state, Map<String, String> variables) {
    return new ServerEnvironment(
        dir,
        new Ports(state.offset()),
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
    synchronized (this) {
      stopping = true;
    }
    recordIfPossible(ClusterState::down);
    for (List<Role> together :
        List.of(List.of(Role.FRONT, Role.NODE), List.of(Role.BROKER), List.of(Role.DATABASE))) {
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

  private synchronized boolean isStopping() {
    return stopping;
  }

  private ServerRecord planned(ServerEnvironment environment, Role role, int number) {
    return ServerRecord.stopped(role, number, environment.url(role, number));
  }

  private static Map<String, String> filesVariables(Map<String, String> variables) {
    Map<String, String> found = new TreeMap<>(variables);
    found.keySet().removeIf(name -> !name.startsWith("FILES_"));
    return found;
  }

  private static void checkPorts(ServerEnvironment environment, List<ServerRecord> servers) {
    Map<Integer, String> wanted = new LinkedHashMap<>();
    for (ServerRecord server : servers) {
      wanted.put(environment.ports().main(server.role(), server.number()), server.name());
      if (server.role() != Role.DATABASE) {
        wanted.put(
            environment.ports().management(server.role(), server.number()),
            "the management of " + server.name());
      }
    }
    List<String> taken = new ArrayList<>();
    wanted.forEach(
        (port, name) ->
            PortCheck.taken(environment.bindAddress(), port)
                .ifPresent(problem -> taken.add(problem + ", it is for " + name)));
    if (!taken.isEmpty()) {
      int more = taken.size() - 1;
      throw new LauncherException(
          taken.get(0)
              + (more == 0 ? "" : ", and " + more + " more")
              + "; --offset moves all ports of a cluster");
    }
  }

  // Not interleaved with down(), so that a Ctrl-C during the start leaves no server behind.
  private synchronized void launch(ServerEnvironment environment, ServerRecord server) {
    if (stopping) {
      throw new LauncherException("stopped while starting");
    }
    Instant now = Instant.now();
    ProcessIdentity process =
        switch (server.role()) {
          case DATABASE -> postgres(environment).start();
          case BROKER -> wildFly(server).start(List.of(), false, variables(environment, server));
          case NODE ->
              wildFly(server)
                  .start(
                      List.of(installation.nodeArchive()),
                      environment.tls(),
                      variables(environment, server));
          case FRONT ->
              wildFly(server)
                  .start(
                      List.of(installation.frontArchive()),
                      environment.tls(),
                      variables(environment, server));
        };
    try {
      stateFile.update(state -> state.with(server.name(), s -> s.startedAs(process, now)));
    } catch (LauncherException e) {
      // Nobody would find it again.
      process.signal("KILL");
      throw e;
    }
    progress.timed(server.name() + " started as process " + process.pid());
  }

  private static Map<String, String> variables(ServerEnvironment environment, ServerRecord server) {
    return environment.of(server.role(), server.number());
  }

  private Postgres postgres(ServerEnvironment environment) {
    return new Postgres(dir, installation, environment.ports().main(Role.DATABASE, 1));
  }

  private WildFly wildFly(ServerRecord server) {
    return new WildFly(
        installation.wildfly(), dir.server(server.name()), server.role(), server.name());
  }

  private void awaitDatabase(ServerEnvironment environment) {
    Postgres postgres = postgres(environment);
    postgres.awaitReady(state().server("database").process().orElseThrow());
    try {
      int applied =
          new Migrations(
                  postgres.jdbcUrl(),
                  Postgres.USER,
                  ClusterDir.text(dir.secret("database-password")))
              .migrate();
      progress.timed("database ready, migrations applied: " + applied);
    } catch (FlywayException e) {
      throw new LauncherException("the schema cannot be migrated", e);
    }
    stateFile.update(state -> state.with("database", ServerRecord::nowReady));
  }

  private void awaitReady(ServerEnvironment environment, List<String> names) {
    Readiness readiness =
        new Readiness(dir, new Probe(environment.caller()), dir.secretOf(environment.caller()));
    Duration limit =
        new Settings(environment.caller())
            .seconds("FILES_START_SECONDS", START_LIMIT_SECONDS, 1, MOST_START_LIMIT_SECONDS);
    Deadline deadline = Deadline.in(limit);
    Duration pause = FIRST_PAUSE;
    List<String> waiting = new ArrayList<>(names);
    while (true) {
      ClusterState state = state();
      Map<String, String> missing = new LinkedHashMap<>();
      for (String name : List.copyOf(waiting)) {
        ServerRecord server = state.server(name);
        checkAlive(server);
        Optional<String> reason = readiness.missing(server, state);
        reason.ifPresent(text -> missing.put(name, text));
        if (reason.isEmpty()) {
          stateFile.update(s -> s.with(name, ServerRecord::nowReady));
          progress.timed(name + " ready");
          waiting.remove(name);
        }
      }
      if (waiting.isEmpty()) {
        return;
      }
      if (deadline.isOver()) {
        throw new LauncherException("not ready after " + limit.toSeconds() + " s: " + missing);
      }
      deadline.pause(pause);
      pause = pause.plus(pause).compareTo(LONGEST_PAUSE) < 0 ? pause.plus(pause) : LONGEST_PAUSE;
    }
  }

  private void checkAlive(ServerRecord server) {
    WildFly wildFly = wildFly(server);
    if (isStopping()) {
      throw new LauncherException("stopped while starting");
    }
    if (!server.isAlive()) {
      throw new LauncherException(server.name() + " ended: " + wildFly.lastWords());
    }
    wildFly.failedDeployments().stream()
        .findFirst()
        .ifPresent(
            failed -> {
              throw new LauncherException(
                  server.name()
                      + " cannot run its application: "
                      + LogTail.withoutStack(ClusterDir.text(failed))
                      + " (see "
                      + wildFly.console()
                      + ")");
            });
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
