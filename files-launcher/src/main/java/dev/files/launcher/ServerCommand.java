package dev.files.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code start}, {@code stop} and {@code kill} of one server. */
abstract class ServerCommand implements Runnable {
  private final Role role;

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  @Parameters(index = "0", paramLabel = "start|stop|kill")
  Action action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", defaultValue = "")
  String name;

  enum Action {
    START,
    STOP,
    KILL
  }

  ServerCommand(Role role) {
    this.role = role;
  }

  @Override
  public void run() {
    Cluster cluster = data.cluster(Progress.toPeople());
    String server = serverName();
    if (!data.dir().exists()) {
      throw new LauncherException(
          "no cluster was started here yet: there is no directory " + data.dir().root());
    }
    switch (action) {
      case START -> start(cluster, server);
      case STOP -> cluster.stop(server);
      case KILL -> cluster.kill(server);
    }
  }

  /**
   * One after the other, and after an {@code up}: two of the same would take its directory apart.
   */
  private void start(Cluster cluster, String server) {
    // Tells at once when there is no such server.
    String known = cluster.state().server(server).name();
    Path lock = data.dir().startLockFile();
    try (FileChannel channel = Private.lock(lock);
        FileLock turn = channel.lock()) {
      assert turn.isValid();
      cluster.start(known, System.getenv());
    } catch (IOException e) {
      throw new LauncherException(lock + " cannot be locked", e);
    }
  }

  private String serverName() {
    if (role.isSingle() && (name.isEmpty() || name.equals(role.label()))) {
      return role.label();
    }
    if (role.isSingle() || !name.startsWith(role.label() + "-")) {
      throw new ParameterException(
          spec.commandLine(),
          role.isSingle()
              ? "there is one " + role.label() + ", it needs no name"
              : "NAME must be like " + role.serverName(1) + ", not \"" + name + "\"");
    }
    return name;
  }

  @Command(
      name = "node",
      description = "Starts, stops or kills a storage node.",
      mixinStandardHelpOptions = true)
  static final class Node extends ServerCommand {
    Node() {
      super(Role.NODE);
    }
  }

  @Command(
      name = "front",
      description = "Starts, stops or kills a front.",
      mixinStandardHelpOptions = true)
  static final class Front extends ServerCommand {
    Front() {
      super(Role.FRONT);
    }
  }

  @Command(
      name = "broker",
      description = "Starts, stops or kills the broker.",
      mixinStandardHelpOptions = true)
  static final class Broker extends ServerCommand {
    Broker() {
      super(Role.BROKER);
    }
  }

  @Command(
      name = "database",
      description = "Starts, stops or kills the database.",
      mixinStandardHelpOptions = true)
  static final class Database extends ServerCommand {
    Database() {
      super(Role.DATABASE);
    }
  }
}
