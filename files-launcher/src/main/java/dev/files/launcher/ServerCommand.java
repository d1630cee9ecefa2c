package dev.files.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with one server. */
abstract class ServerCommand implements Runnable {
  private final Role role;

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  ServerCommand(Role role) {
    this.role = role;
  }

  /** The cluster, in a directory that is there. */
  Cluster cluster() {
    Cluster cluster = data.cluster(Progress.toPeople());
    if (!data.dir().exists()) {
      throw new LauncherException(
          "no cluster was started here yet: there is no directory " + data.dir().root());
    }
    return cluster;
  }

  void act(Action action, String name) {
    String server = serverName(name);
    Cluster cluster = cluster();
    switch (action) {
      case START -> cluster.start(server, System.getenv());
      case STOP -> cluster.stop(server);
      case KILL -> cluster.kill(server);
    }
  }

  /** The name as servers of this role have it. */
  String serverName(String name) {
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

  /** What can be done with the process of any server. */
  enum Action {
    START,
    STOP,
    KILL
  }

  /** {@code start}, {@code stop} and {@code kill}. */
  abstract static class OfProcess extends ServerCommand {
    @Parameters(index = "0", paramLabel = "start|stop|kill")
    Action action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", defaultValue = "")
    String name;

    OfProcess(Role role) {
      super(role);
    }

    @Override
    public void run() {
      act(action, name);
    }
  }

  @Command(
      name = "front",
      description = "Starts, stops or kills a front.",
      mixinStandardHelpOptions = true)
  static final class Front extends OfProcess {
    Front() {
      super(Role.FRONT);
    }
  }

  @Command(
      name = "balancer",
      description = "Starts, stops or kills the balancer.",
      mixinStandardHelpOptions = true)
  static final class Balancer extends OfProcess {
    Balancer() {
      super(Role.BALANCER);
    }
  }

  @Command(
      name = "broker",
      description = "Starts, stops or kills the broker.",
      mixinStandardHelpOptions = true)
  static final class Broker extends OfProcess {
    Broker() {
      super(Role.BROKER);
    }
  }

  @Command(
      name = "database",
      description = "Starts, stops or kills the database.",
      mixinStandardHelpOptions = true)
  static final class Database extends OfProcess {
    Database() {
      super(Role.DATABASE);
    }
  }
}
