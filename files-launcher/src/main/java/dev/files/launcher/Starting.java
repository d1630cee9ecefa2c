package dev.files.launcher;

import dev.files.protocol.config.Settings;
import dev.files.sql.Migrations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;

/** Starts the processes of a cluster's servers, and waits until they are ready. */
final class Starting {
  /** Six servers need half a minute on two cores; on two very busy ones it was three. */
  private static final long START_LIMIT_SECONDS = 300;

  private static final long MOST_START_LIMIT_SECONDS = 3600;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ClusterDir dir;
  private final Installation installation;
  private final StateFile stateFile;
  private final Progress progress;
  private boolean ended;

  Starting(ClusterDir dir, Installation installation, StateFile stateFile, Progress progress) {
    this.dir = dir;
    this.installation = installation;
    this.stateFile = stateFile;
    this.progress = progress;
  }

  /** From now on nothing is started any more, and nothing waited for. */
  synchronized void end() {
    ended = true;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  static void checkPorts(ServerEnvironment environment, List<ServerRecord> servers) {
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

  /** Not interleaved with {@link #end}, so that a Ctrl-C meanwhile leaves no server behind. */
  synchronized void launch(ServerEnvironment environment, ServerRecord server) {
    if (ended) {
      throw new LauncherException("stopped while starting");
    }
    Instant now = Instant.now();
    ProcessIdentity process =
        switch (server.role()) {
          case DATABASE -> postgres(environment).start();
          case BROKER -> wildFly(server).start(List.of(), false, variables(environment, server));
          case NODE -> start(environment, server, installation.nodeArchive());
          case FRONT -> start(environment, server, installation.frontArchive());
          case BALANCER -> start(environment, server, installation.balancerArchive());
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

  private ProcessIdentity start(
      ServerEnvironment environment, ServerRecord server, Path application) {
    return wildFly(server)
        .start(List.of(application), environment.tls(), variables(environment, server));
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

  void awaitDatabase(ServerEnvironment environment) {
    Postgres postgres = postgres(environment);
    postgres.awaitReady(stateFile.read().server("database").process().orElseThrow());
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

  void awaitReady(ServerEnvironment environment, List<String> names) {
    Readiness readiness =
        new Readiness(dir, new Probe(environment.caller()), dir.secretOf(environment.caller()));
    Duration limit =
        new Settings(environment.caller())
            .seconds("FILES_START_SECONDS", START_LIMIT_SECONDS, 1, MOST_START_LIMIT_SECONDS);
    Deadline deadline = Deadline.in(limit);
    Duration pause = FIRST_PAUSE;
    List<String> waiting = new ArrayList<>(names);
    while (true) {
      ClusterState state = stateFile.read();
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
    if (hasEnded()) {
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
}
