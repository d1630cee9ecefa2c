package dev.files.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = "Starts database, broker, fronts and nodes, and prints the URLs when ready.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  /** How soon a foreground cluster notices that another call brought it down. */
  private static final Duration DOWN_CHECK = Duration.ofSeconds(1);

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "storage nodes (3)")
  int nodes;

  @Option(names = "--fronts", paramLabel = "N", defaultValue = "1", description = "fronts (1)")
  int fronts;

  @Option(
      names = "--offset",
      paramLabel = "PORTS",
      defaultValue = "0",
      description = "moves every port; 100 apart, clusters run side by side (0)")
  int offset;

  @Option(names = "--detach", description = "return when ready, leave the cluster running")
  boolean detach;

  @Override
  public Integer call() throws IOException {
    check("--nodes", nodes, Ports.MOST_NODES);
    check("--fronts", fronts, Ports.MOST_FRONTS);
    Cluster cluster = data.cluster(Progress.toPeople());
    StopOnSignal onSignal = new StopOnSignal(cluster::down);
    try (FileChannel channel =
        FileChannel.open(
            data.dir().startLockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock starting = channel.tryLock();
      if (starting == null) {
        throw new LauncherException("another ./files up is starting a cluster here");
      }
      boolean occupied = cluster.state().up() && cluster.state().anyAlive();
      if (!occupied) {
        onSignal.arm();
      }
      if (nodes == 1) {
        Progress.toPeople().say("With one node there is one copy of everything: R = W = 1");
      }
      try {
        print(cluster.up(fronts, nodes, offset, System.getenv()));
      } catch (RuntimeException e) {
        onSignal.disarm();
        throw e;
      }
    }
    if (detach) {
      onSignal.disarm();
      return 0;
    }
    Progress.toPeople().say("Ctrl-C stops it");
    while (cluster.state().up()) {
      LockSupport.parkNanos(DOWN_CHECK.toNanos());
    }
    onSignal.disarm();
    return 0;
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be from 1 to " + most + ", not " + value);
    }
  }

  private void print(ClusterState state) {
    spec.commandLine().getOut().println();
    for (ServerRecord front : state.servers(Role.FRONT)) {
      spec.commandLine().getOut().println("Files is ready at " + front.url() + "/");
    }
    spec.commandLine().getOut().flush();
  }
}
