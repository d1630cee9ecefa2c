package dev.files.bench;

import dev.files.bench.compare.Comparison;
import dev.files.bench.compare.ComparisonPlan;
import dev.files.bench.compare.ComparisonResult;
import dev.files.bench.compare.LocalCluster;
import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.load.Dialect;
import dev.files.bench.load.Store;
import dev.files.bench.nginx.NginxServer;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole comparison in one run. */
@Command(
    name = "compare",
    description =
        "Measures a running local cluster, nginx beside it and the disk under both, in turn, and"
            + " says which goals are met.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--data", defaultValue = "data", description = "Data directory of the cluster.")
  Path data;

  @Option(
      names = "--files",
      defaultValue = "./files",
      description = "The launcher that knows the cluster (default ${DEFAULT-VALUE}).")
  Path launcher;

  @Option(
      names = "--dir",
      description = "Directory for nginx and the disk yardstick (default DATA/bench).")
  Optional<Path> directory = Optional.empty();

  @Option(names = "--port", defaultValue = "8099", description = "Port of nginx (8099).")
  int port;

  @Option(names = "--warmup", defaultValue = "1", description = "Runs that are not counted (1).")
  int warmup;

  @Option(names = "--runs", defaultValue = "5", description = "Runs that are counted (5).")
  int runs;

  @Option(names = "--large", defaultValue = "1GiB", description = "A large file (1 GiB).")
  ByteSize large;

  @Option(names = "--medium-count", defaultValue = "512", description = "GETs of 4 MiB (512).")
  long mediumCount;

  @Option(names = "--small-count", defaultValue = "8000", description = "PUTs of 16 KiB (8,000).")
  long smallCount;

  @Option(names = "--json", description = "Write all figures of all runs to this file.")
  Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws Exception {
    ComparisonPlan plan =
        new ComparisonPlan(warmup, runs, large.bytes(), 4 << 20, mediumCount, 16 << 10, smallCount);
    Path own = Files.createDirectories(directory.orElse(data.resolve("bench")));
    long free = Files.getFileStore(own).getUsableSpace();
    if (free < plan.diskBytesNeeded()) {
      throw new IOException(
          "needs %,d MB of free disk, has %,d: take a smaller --large"
              .formatted(plan.diskBytesNeeded() / 1_000_000, free / 1_000_000));
    }
    LocalCluster cluster = LocalCluster.read(launcher, data);
    String admin = "Authorization: Bearer " + Files.readString(data.resolve("admin-token")).strip();
    Store files = new Store(Dialect.FILES, cluster.front(), "", List.of(), List.of(admin));
    PrintWriter err = spec.commandLine().getErr();
    ComparisonResult result;
    try (NginxServer server = NginxServer.start(own.resolve("nginx"), port)) {
      Store nginx = new Store(Dialect.PLAIN, server.base(), "", List.of(), List.of());
      try (Comparison comparison =
          new Comparison(
              new Comparison.Side(files, new CpuMeter(cluster.pidsByName())),
              new Comparison.Side(nginx, new CpuMeter(Map.of("nginx", Set.of(server.pid())))),
              new DiskYardstick(own.resolve("disk")),
              plan,
              new SecureRandom().nextLong(),
              err::println)) {
        result = comparison.run();
      }
    }
    spec.commandLine().getOut().print(result.text());
    spec.commandLine().getOut().flush();
    if (json.isPresent()) {
      JsonFile.write(json.get(), result.json());
    }
    return result.failures() == 0 ? 0 : 1;
  }
}
