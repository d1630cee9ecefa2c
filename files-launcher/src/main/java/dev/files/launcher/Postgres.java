package dev.files.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The database of a local cluster: a real PostgreSQL, on loopback, with a password, and with fsync
 * and synchronous_commit on, because what a front confirms must outlive a power cut here too.
 */
final class Postgres {
  static final String USER = "files";
  private static final String DATABASE = "files";
  private static final Duration INIT_LIMIT = Duration.ofSeconds(60);

  /** After a power cut it first brings its files in order. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final Duration BACKENDS_LIMIT = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** The pools of as many fronts as there can be, and some for people. */
  private static final int MAX_CONNECTIONS = Ports.MOST_FRONTS * 40 + 50;

  private final Path dir;
  private final Path data;
  private final Path logs;

  /** Of initdb, and what a postmaster says before it writes its logs itself. */
  private final Path log;

  private final Path passwordFile;
  private final int port;
  private final PostgresBinaries binaries;
  private final Unprivileged user = Unprivileged.here();

  Postgres(ClusterDir cluster, Installation installation, int port) {
    dir = cluster.server("database");
    data = dir.resolve("data");
    logs = dir.resolve("log");
    log = logs.resolve("start.log");
    passwordFile = cluster.secret("database-password");
    this.port = port;
    binaries = PostgresBinaries.unpacked(installation.postgres());
  }

  String jdbcUrl() {
    return jdbcUrl(port, DATABASE);
  }

  static String jdbcUrl(int port) {
    return jdbcUrl(port, DATABASE);
  }

  private static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Starts the postmaster; does not wait until it answers. */
  ProcessIdentity start() {
    prepare();
    return Spawn.server(
        user.command(
            List.of(
                binaries.program("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "full_page_writes=on",
                "-c",
                "max_connections=" + MAX_CONNECTIONS,
                "-c",
                "shared_buffers=64MB",
                "-c",
                "log_line_prefix=%m [%p] ",
                // A log for each day of the week: the one of a week ago is overwritten.
                "-c",
                "logging_collector=on",
                "-c",
                "log_directory=" + logs,
                "-c",
                "log_filename=server-%a.log",
                "-c",
                "log_rotation_age=1d",
                "-c",
                "log_rotation_size=0",
                "-c",
                "log_truncate_on_rotation=on",
                "-c",
                "log_file_mode=0600")),
        environment(),
        dir,
        log);
  }

  /** Waits until the database answers and holds the database of Files. */
  void awaitReady(ProcessIdentity process) {
    Deadline deadline = Deadline.in(START_LIMIT);
    while (true) {
      try {
        makeDatabase();
        return;
      } catch (SQLException e) {
        if (!process.isAlive()) {
          throw new LauncherException("the database ended: " + LogTail.newest(logs).reason());
        }
        if (deadline.isOver()) {
          throw new LauncherException("the database does not answer, see " + logs, e);
        }
      }
      deadline.pause(PAUSE);
    }
  }

  private void makeDatabase() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                jdbcUrl(port, "postgres") + "?connectTimeout=2&socketTimeout=10",
                USER,
                ClusterDir.text(passwordFile));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  private void prepare() {
    try {
      Private.directory(dir);
      Private.directory(logs);
      // One start, one log of it, or the reason of an older failure would be told again.
      Files.deleteIfExists(log);
      if (Files.exists(data)) {
        awaitEndOfBackends();
        // PostgreSQL takes whatever has the pid in there for itself and does not start: after a
        // restart of a container that is somebody else, after a kill it may be a zombie.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        user.own(dir);
        return;
      }
      // Made beside its place, so that an interrupted initdb is no database.
      Path unfinished = dir.resolve("data.new");
      Trees.delete(unfinished);
      Path password = dir.resolve("initial-password");
      ClusterDir.writePrivate(password, ClusterDir.text(passwordFile));
      user.own(dir);
      runInitdb(unfinished, password);
      Files.delete(password);
      Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LauncherException("cannot prepare the database in " + dir, e);
    }
  }

  private void runInitdb(Path to, Path password) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            user.command(
                List.of(
                    binaries.program("initdb"),
                    "-D",
                    to.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-locale")));
    builder.environment().clear();
    builder.environment().putAll(environment());
    try {
      Process process =
          builder
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(Private.file(log).toFile()))
              .start();
      if (!process.waitFor(INIT_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new LauncherException("initdb took longer than " + INIT_LIMIT + ", see " + log);
      }
      if (process.exitValue() != 0) {
        throw new LauncherException("initdb failed: " + LogTail.of(log).reason());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted");
    }
  }

  /**
   * The processes of a postmaster that was killed take a moment to notice it, and until then a new
   * one refuses the shared memory they still have.
   */
  private void awaitEndOfBackends() throws IOException {
    Deadline deadline = Deadline.in(BACKENDS_LIMIT);
    Path here = data.toRealPath();
    while (ProcessHandle.allProcesses().anyMatch(process -> worksIn(here, process))) {
      if (deadline.isOver()) {
        throw new LauncherException("processes of an earlier database still work in " + data);
      }
      deadline.pause(PAUSE);
    }
  }

  private static boolean worksIn(Path directory, ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .equals(directory);
    } catch (IOException e) {
      return false;
    }
  }

  private static Map<String, String> environment() {
    return Map.of(
        "PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), "LC_ALL", "C", "TZ", "UTC");
  }
}
