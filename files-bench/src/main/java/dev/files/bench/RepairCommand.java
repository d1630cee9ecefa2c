package dev.files.bench;

import dev.files.bench.faults.RepairResult;
import dev.files.bench.faults.RepairRun;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.JsonFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a lost node is made up for. */
@Command(
    name = "repair",
    description =
        "Fills a local cluster, loses its last node and measures until all that it had is copied;"
            + " beside it a plain copy on the same disk.",
    mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--cluster",
      required = true,
      description = "Data directory of the local cluster, which runs.")
  Path cluster;

  @Option(
      names = "--files",
      defaultValue = "./files",
      description = "The launcher that knows the cluster (default ${DEFAULT-VALUE}).")
  Path launcher;

  @Option(
      names = "--size",
      defaultValue = "64MiB",
      description = "Bytes of each file (default ${DEFAULT-VALUE}).")
  ByteSize size;

  @Option(
      names = "--count",
      defaultValue = "128",
      description = "Files to upload first (default ${DEFAULT-VALUE}).")
  int count;

  @Option(
      names = "--limit-seconds",
      defaultValue = "1800",
      description = "How long repair may take (default ${DEFAULT-VALUE}).")
  long limitSeconds;

  @Option(names = "--json", description = "Write the figures to this file.")
  Optional<Path> json = Optional.empty();

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    RepairResult result =
        new RepairRun(launcher, cluster, Duration.ofSeconds(limitSeconds), err::println)
            .run(size.bytes(), count, new SecureRandom().nextLong());
    spec.commandLine().getOut().print(result.text());
    spec.commandLine().getOut().flush();
    if (json.isPresent()) {
      JsonFile.write(json.get(), result);
    }
    return 0;
  }
}
