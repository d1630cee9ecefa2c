package dev.files.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private static final int FIRST_NODES = 3;
  private static final int FIRST_FRONTS = 1;

  @Spec CommandSpec spec;
  @Mixin Launcher.DataOption data;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "storage nodes (as many as last time, at first 3)")
  Optional<Integer> nodes = Optional.empty();

  @Option(
      names = "--fronts",
      paramLabel = "N",
      description =
          "fronts, behind a balancer when there are several (as many as last time, at first 1)")
  Optional<Integer> fronts = Optional.empty();

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
    nodes.ifPresent(count -> check("--nodes", count, Ports.MOST_NODES));
    fronts.ifPresent(count -> check("--fronts", count, Ports.MOST_FRONTS));
    data.dir().create();
    Cluster cluster = data.cluster(Progress.toPeople());
    StopOnSignal onSignal = new StopOnSignal(cluster::down);
    try (FileChannel channel = Private.lock(data.dir().startLockFile())) {
      FileLock starting = channel.tryLock();
      if (starting == null) {
        throw new LauncherException("another ./files up is starting a cluster here");
      }
      ClusterState before = cluster.state();
      if (!before.anyAlive()) {
        onSignal.arm();
      }
      int nodeCount = nodes.orElse(lastTime(before.nodes(), FIRST_NODES));
      int frontCount = fronts.orElse(lastTime(before.servers(Role.FRONT), FIRST_FRONTS));
      if (nodeCount == 1) {
        Progress.toPeople().say("With one node there is one copy of everything: R = W = 1");
      }
      try {
        print(cluster.up(frontCount, nodeCount, offset, System.getenv()));
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

  /** Nodes that were left out would take their copies with them. */
  private static int lastTime(List<ServerRecord> servers, int first) {
    return servers.isEmpty() ? first : servers.size();
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be from 1 to " + most + ", not " + value);
    }
  }

  private void print(ClusterState state) {
    spec.commandLine().getOut().println();
    List<ServerRecord> balancer = state.servers(Role.BALANCER);
    for (ServerRecord door : balancer.isEmpty() ? state.servers(Role.FRONT) : balancer) {
      spec.commandLine().getOut().println("Files is ready at " + door.url() + "/");
    }
    spec.commandLine().getOut().flush();
  }
}
