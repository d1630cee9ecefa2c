package dev.files.bench;

import dev.files.bench.compare.LocalCluster;
import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.report.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What to measure beside time, and where the figures go. */
final class OutputOptions {
  @Option(
      names = "--pid",
      description =
          "[NAME=]PID[,PID...]: count the CPU time of these server processes and of all that they"
              + " started. May be repeated.")
  List<String> pids = new ArrayList<>();

  @Option(
      names = "--cluster",
      description = "Data directory of a local cluster: count the CPU time of all its servers.")
  Optional<Path> cluster = Optional.empty();

  @Option(
      names = "--files",
      defaultValue = "./files",
      description = "The launcher that knows the cluster (default ${DEFAULT-VALUE}).")
  Path launcher;

  @Option(names = "--json", description = "Write all figures of all runs to this file.")
  Optional<Path> json = Optional.empty();

  CpuMeter servers() throws IOException, InterruptedException {
    return new CpuMeter(groups());
  }

  /** The pids of each group of server processes that was named. */
  Map<String, Set<Long>> groups() throws IOException, InterruptedException {
    Map<String, Set<Long>> groups = new LinkedHashMap<>();
    for (String pid : pids) {
      CpuMeter.addGroup(groups, pid);
    }
    if (cluster.isPresent()) {
      groups.putAll(LocalCluster.read(launcher, cluster.get()).pidsByName());
    }
    return groups;
  }

  void writeJson(Object results) throws IOException {
    if (json.isPresent()) {
      JsonFile.write(json.get(), results);
    }
  }
}
