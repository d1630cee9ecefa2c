package dev.files.bench;

import dev.files.bench.faults.FaultPlan;
import dev.files.bench.faults.FaultResult;
import dev.files.bench.faults.FaultRun;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether faults lose anything. */
@Command(
    name = "faults",
    description =
        "Kills, stops and empties servers of a local cluster under load, then looks whether all that"
            + " was acknowledged is there. Not for a cluster whose files somebody needs.",
    mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin LocalClusterOptions local;

  @Option(
      names = "--seconds",
      defaultValue = "300",
      description = "How long faults happen (default ${DEFAULT-VALUE}).")
  long seconds;

  @Option(
      names = "--healing-seconds",
      defaultValue = "300",
      description = "How long it may take until all copies are there (default ${DEFAULT-VALUE}).")
  long healingSeconds;

  @Option(
      names = "--clients",
      defaultValue = "6",
      description = "Clients at work at once (default ${DEFAULT-VALUE}).")
  int clients;

  @Option(names = "--seed", description = "Of what happens; random by default.")
  Optional<Long> seed = Optional.empty();

  @Override
  public Integer call() throws Exception {
    FaultPlan plan =
        new FaultPlan(
            Duration.ofSeconds(seconds),
            clients,
            seed.orElseGet(() -> new SecureRandom().nextLong(Integer.MAX_VALUE)),
            Duration.ofSeconds(healingSeconds));
    PrintWriter err = spec.commandLine().getErr();
    FaultResult result = new FaultRun(local.launcher, local.cluster, plan, err::println).run();
    spec.commandLine().getOut().print(result.text());
    spec.commandLine().getOut().flush();
    local.writeJson(result);
    return result.met() ? 0 : 1;
  }
}
