package dev.files.bench;

import dev.files.bench.load.Dialect;
import dev.files.bench.load.Store;
import dev.files.bench.report.ByteSize;
import dev.files.bench.slow.SlowPlan;
import dev.files.bench.slow.SlowResult;
import dev.files.bench.slow.SlowRun;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether slow clients hurt others. */
@Command(
    name = "slow",
    description =
        "Measures a front of Files while it is quiet, while crowds of slow clients are there, and"
            + " when they have gone; says whether others were hurt.",
    mixinStandardHelpOptions = true)
final class SlowCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "URL of the front.")
  URI base;

  @Option(
      names = "--clients",
      defaultValue = "600",
      description = "Slow clients of each kind (default ${DEFAULT-VALUE}).")
  int clients;

  @Option(
      names = "--whole",
      defaultValue = "12",
      description = "Stalled uploads of 1 GiB in one chunk (default ${DEFAULT-VALUE}).")
  int whole;

  @Option(
      names = "--large",
      defaultValue = "64MiB",
      description = "What slow clients download (default ${DEFAULT-VALUE}).")
  ByteSize large;

  @Option(
      names = "--samples",
      defaultValue = "200",
      description = "Requests of each kind in one measurement (default ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--warmup",
      defaultValue = "3",
      description = "Measurements that are not counted (default ${DEFAULT-VALUE}).")
  int warmup;

  @Option(
      names = "--rush-seconds",
      defaultValue = "60",
      description = "A crowd may take so long to settle (default ${DEFAULT-VALUE}).")
  long rushSeconds;

  @Option(
      names = "--heap",
      description =
          "Let the fronts (groups whose names begin with front) collect after each measurement, and"
              + " print what lives on their heaps.")
  boolean heap;

  @Option(
      names = "--delete-header-file",
      arity = "1",
      description =
          "DELETE at the end what was uploaded, with this header whose value lies in a file:"
              + " 'Authorization: Bearer @data/admin-token'.")
  List<String> deleteHeaderFiles = new ArrayList<>();

  @Mixin OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Store store =
        new Store(Dialect.FILES, base, "", List.of(), TargetOptions.fromFiles(deleteHeaderFiles));
    SlowPlan plan =
        new SlowPlan(
            clients, whole, warmup, samples, large.bytes(), Duration.ofSeconds(rushSeconds));
    PrintWriter err = spec.commandLine().getErr();
    SlowResult result;
    try (SlowRun run =
        new SlowRun(store, plan, servers(), new SecureRandom().nextLong(), err::println)) {
      result = run.run();
      if (!deleteHeaderFiles.isEmpty()) {
        run.deleteAll();
      }
    }
    spec.commandLine().getOut().print(result.text());
    spec.commandLine().getOut().flush();
    output.writeJson(result.json());
    return result.met() ? 0 : 1;
  }

  private SlowRun.Servers servers() throws Exception {
    Map<String, Set<Long>> groups = output.groups();
    Set<String> heaps = new LinkedHashSet<>();
    if (heap) {
      groups.keySet().stream().filter(name -> name.startsWith("front")).forEach(heaps::add);
    }
    return new SlowRun.Servers(groups, heaps);
  }
}
