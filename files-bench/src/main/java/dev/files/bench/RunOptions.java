package dev.files.bench;

import dev.files.bench.load.LoadPlan;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How many clients send how much, how often. */
final class RunOptions {
  @Option(names = "--clients", defaultValue = "1", description = "Parallel clients (default 1).")
  int clients;

  @Option(
      names = "--count",
      description = "Requests of one run over all clients (default: as many as clients).")
  long count;

  @Option(
      names = "--seconds",
      description = "End a run after this time, whatever --count says.",
      defaultValue = "3600")
  long seconds;

  @Option(
      names = "--timeout",
      description = "Give a run up after so many seconds (default ${DEFAULT-VALUE}).",
      defaultValue = "3600")
  long timeoutSeconds;

  @Option(
      names = "--warmup",
      defaultValue = "1",
      description = "Runs that are not counted (default 1).")
  int warmup;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Runs that are counted; their medians are printed (default 5).")
  int runs;

  LoadPlan plan() {
    return new LoadPlan(
        clients,
        count == 0 ? clients : count,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(timeoutSeconds));
  }
}
