package dev.files.bench;

import dev.files.bench.disk.DiskResult;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.load.Spread;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The yardstick for stores that force what they acknowledge. */
@Command(
    name = "disk",
    description = "Measures group-committed small appends and forced large writes of a disk.",
    mixinStandardHelpOptions = true)
final class DiskCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--dir", required = true, description = "A directory on the disk to measure.")
  Path directory;

  @Option(names = "--threads", defaultValue = "16", description = "Appending threads (16).")
  int threads;

  @Option(names = "--size", defaultValue = "16KiB", description = "Bytes of a record (16 KiB).")
  ByteSize recordSize;

  @Option(names = "--count", defaultValue = "32000", description = "Records of a run (32,000).")
  long records;

  @Option(names = "--block", defaultValue = "4MiB", description = "Bytes of a block (4 MiB).")
  ByteSize blockSize;

  @Option(names = "--blocks", defaultValue = "256", description = "Blocks of a run (256).")
  long blocks;

  @Option(names = "--copy", description = "Read each block as well: of a file on the same disk.")
  boolean copy;

  @Option(names = "--warmup", defaultValue = "1", description = "Runs that are not counted (1).")
  int warmup;

  @Option(names = "--runs", defaultValue = "5", description = "Runs that are counted (5).")
  int runs;

  @Mixin OutputOptions output;

  @Override
  public Integer call() throws Exception {
    DiskYardstick disk = new DiskYardstick(directory);
    Map<String, List<DiskResult>> results = new LinkedHashMap<>();
    for (int round = 0; round < warmup + runs; round++) {
      DiskResult small = disk.groupCommitted(threads, Math.toIntExact(recordSize.bytes()), records);
      DiskResult large = disk.sequential(Math.toIntExact(blockSize.bytes()), blocks);
      if (round >= warmup) {
        String smallName = "append " + recordSize + " x " + threads + " threads, group commit";
        results.computeIfAbsent(smallName, n -> new ArrayList<>()).add(small);
        String largeName = "write " + blockSize + " x 1 thread, each forced";
        results.computeIfAbsent(largeName, n -> new ArrayList<>()).add(large);
        if (copy) {
          String copyName = "copy " + blockSize + " x 1 thread, each forced";
          results
              .computeIfAbsent(copyName, n -> new ArrayList<>())
              .add(disk.copied(Math.toIntExact(blockSize.bytes()), blocks));
        }
      }
    }
    spec.commandLine().getOut().print(table(results));
    spec.commandLine().getOut().flush();
    output.writeJson(results);
    return 0;
  }

  private static TextTable table(Map<String, List<DiskResult>> results) {
    TextTable table =
        new TextTable("writes", "per second (min-max)", "MB/s", "per force", "p50 ms", "p99 ms");
    results.forEach(
        (name, list) -> {
          Spread rate = Spread.of(list, DiskResult::writesPerSecond);
          table.add(
              name,
              String.format(
                  Locale.ROOT, "%,.0f (%,.0f-%,.0f)", rate.median(), rate.min(), rate.max()),
              figure(Spread.of(list, DiskResult::megabytesPerSecond)),
              figure(Spread.of(list, DiskResult::writesPerForce)),
              figure(Spread.of(list, DiskResult::p50Millis)),
              figure(Spread.of(list, DiskResult::p99Millis)));
        });
    return table;
  }

  private static String figure(Spread spread) {
    return String.format(Locale.ROOT, "%,.2f", spread.median());
  }
}
