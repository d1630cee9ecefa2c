package dev.files.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "down",
    description = "Stops a cluster; what it stored stays.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Runnable {
  @Mixin Launcher.DataOption data;

  @Override
  public void run() {
    Progress progress = Progress.toPeople();
    Cluster cluster = data.cluster(progress);
    ClusterState state = cluster.state();
    if (!state.anyAlive()) {
      progress.say("No server runs in " + data.dir().root());
    }
    if (!state.servers().isEmpty()) {
      cluster.down();
    }
  }
}
