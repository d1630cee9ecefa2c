package dev.files.bench.compare;

import dev.files.bench.cpu.BenchCpu;
import dev.files.bench.disk.DiskResult;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.load.RunResult;
import java.io.IOException;
import java.util.Map;

/** Group-committed appends to the disk itself: what no store with a force can be faster than. */
record DiskContender(DiskYardstick disk, int threads, int recordBytes, long writes)
    implements Contender {
  @Override
  public String name() {
    return "disk";
  }

  @Override
  public RunResult run() throws IOException, InterruptedException {
    double before = BenchCpu.seconds();
    DiskResult result = disk.groupCommitted(threads, recordBytes, writes);
    return new RunResult(
        result.writes(),
        0,
        result.bytes(),
        result.seconds(),
        result.p50Millis(),
        result.p99Millis(),
        Map.of(),
        BenchCpu.seconds() - before);
  }
}
