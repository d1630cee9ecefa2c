package dev.files.bench;

import dev.files.bench.http.HttpClient;
import dev.files.bench.load.LoadRunner;
import dev.files.bench.load.RunResult;
import dev.files.bench.load.Uploads;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.Summary;
import dev.files.bench.report.SummaryTable;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uploads. */
@Command(
    name = "put",
    description = "Uploads random bodies, each different, and measures.",
    mixinStandardHelpOptions = true)
final class PutCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "Base URL of the store.")
  URI base;

  @Option(names = "--size", defaultValue = "4MiB", description = "Bytes of one body.")
  ByteSize size;

  @Option(
      names = "--verify",
      description = "Download so many of the uploads afterwards and compare them byte for byte.")
  int verify;

  @Option(
      names = "--delete",
      description = "DELETE what was uploaded after each run, outside of the measured time.")
  boolean delete;

  @Option(
      names = "--most-bytes",
      defaultValue = "64GiB",
      description =
          "Refuse to begin when all runs together could upload more (default ${DEFAULT-VALUE}).")
  ByteSize mostBytes;

  @Mixin RunOptions runOptions;
  @Mixin TargetOptions target;
  @Mixin OutputOptions output;

  @Override
  public Integer call() throws Exception {
    var plan = runOptions.plan();
    int rounds = runOptions.warmup + runOptions.runs;
    if (plan.count() > mostBytes.bytes() / Math.max(1, size.bytes() * rounds)) {
      throw new IllegalArgumentException(
          rounds + " runs of " + plan.count() + " x " + size + " are more than " + mostBytes);
    }
    Uploads uploads = new Uploads(target.store(base), size.bytes(), new SecureRandom().nextLong());
    LoadRunner runner = new LoadRunner(uploads, plan, output.servers(), this::warn);
    List<RunResult> warm = new ArrayList<>();
    try (HttpClient http = new HttpClient()) {
      for (int round = 0; round < rounds; round++) {
        RunResult result = runner.run();
        if (round >= runOptions.warmup) {
          warm.add(result);
        }
        if (round == rounds - 1) {
          for (Uploads.Uploaded uploaded : uploads.done().stream().limit(verify).toList()) {
            uploads.verify(http, uploaded);
          }
        }
        if (delete) {
          uploads.deleteAll(http);
        }
      }
    }
    String name = "PUT " + size + " x " + plan.clients() + " clients";
    List<Summary> summaries = List.of(Summary.of(name, base.toString(), warm));
    spec.commandLine().getOut().print(SummaryTable.of(summaries));
    spec.commandLine().getOut().flush();
    output.writeJson(summaries);
    return summaries.get(0).failures() == 0 ? 0 : 1;
  }

  private void warn(String failure) {
    spec.commandLine().getErr().println(failure);
  }
}
