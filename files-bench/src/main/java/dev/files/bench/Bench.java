package dev.files.bench;

import dev.files.bench.report.ByteSize;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar files-bench.jar}. */
@Command(
    name = "files-bench",
    description = "Loads an HTTP store and prints throughput, latency and CPU-seconds per GiB.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PutCommand.class,
      GetCommand.class,
      DiskCommand.class,
      NginxCommand.class,
      CompareCommand.class,
      SlowCommand.class,
      FaultsCommand.class,
      RepairCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Exit code: 0 done, 1 something failed or is beyond its bound, 2 wrong options. */
  static int execute(String... args) {
    return new CommandLine(new Bench())
        .registerConverter(ByteSize.class, ByteSize::parse)
        .setExecutionExceptionHandler(Bench::explain)
        .execute(args);
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String message = failure.getMessage();
    command.getErr().println(message == null ? failure.toString() : message);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
