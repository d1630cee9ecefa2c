package dev.files.bench;

import dev.files.bench.faults.RepairResult;
import dev.files.bench.faults.RepairRun;
import dev.files.bench.report.ByteSize;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin LocalClusterOptions local;

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

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    RepairResult result =
        new RepairRun(local.launcher, local.cluster, Duration.ofSeconds(limitSeconds), err::println)
            .run(size.bytes(), count, new SecureRandom().nextLong());
    spec.commandLine().getOut().print(result.text());
    spec.commandLine().getOut().flush();
    local.writeJson(result);
    return 0;
  }
}
