package dev.files.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.disk.DiskResult;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.faults.Servers.Server;
import dev.files.bench.load.Dialect;
import dev.files.bench.load.LoadPlan;
import dev.files.bench.load.LoadRunner;
import dev.files.bench.load.RunResult;
import dev.files.bench.load.Store;
import dev.files.bench.load.Uploads;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Fills a cluster, takes one of its nodes away for good, and measures until all that it had is on
 * two others. The node comes back in the end.
 */
public final class RepairRun {
  private static final int DISK_BLOCK = 4 << 20;
  private static final int DISK_BLOCKS = 256;
  private static final long LOOK_MILLIS = 200;

  /** So many times as long as a look took until the next. */
  private static final int LOOKING = 10;

  private static final int UPLOADING = 8;

  private final Path data;
  private final Servers servers;
  private final Duration limit;
  private final Consumer<String> progress;

  /**
   * On a running cluster.
   *
   * @param limit how long the repair may take
   */
  public RepairRun(Path launcher, Path data, Duration limit, Consumer<String> progress) {
    this.data = data;
    this.servers = new Servers(launcher, data);
    this.limit = limit;
    this.progress = progress;
  }

  /**
   * Uploads {@code count} files of {@code fileBytes}, then loses the last node.
   *
   * @throws IOException when it is not healed in time
   */
  public RepairResult run(long fileBytes, int count, long series)
      throws IOException, InterruptedException {
    progress.accept("uploading " + count + " files");
    URI front = servers.of("front").get(0).url();
    fill(front, fileBytes, count, series);
    List<Server> nodes = servers.of("node");
    Server lost = nodes.get(nodes.size() - 1);
    JsonNode before = servers.node(front, lost);
    DiskResult disk = new DiskYardstick(data.resolve("yardstick")).copied(DISK_BLOCK, DISK_BLOCKS);

    servers.kill(lost);
    // One that pinged just now cannot be said to be lost.
    while (servers.node(front, lost).get("state").asText().equals("active")) {
      Thread.sleep(LOOK_MILLIS);
    }
    CpuMeter meter = meter();
    Map<String, Double> cpu = meter.read();
    long copiesBefore = servers.repairedCopies();
    long start = System.nanoTime();
    servers.lose(lost);
    progress.accept(lost.name() + " is lost");
    untilSafe(front, lost, start);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds =
        CpuMeter.between(cpu, meter.read()).values().stream().mapToDouble(s -> s).sum();
    // What the lost one had is no measure: some of it may be on enough others already.
    long copies = servers.repairedCopies() - copiesBefore;
    servers.start(lost);
    long meanBytes = before.get("usedBytes").asLong() / before.get("chunks").asLong();
    return new RepairResult(copies, copies * meanBytes, seconds, cpuSeconds, disk);
  }

  private void fill(URI front, long fileBytes, int count, long series)
      throws IOException, InterruptedException {
    Store store = new Store(Dialect.FILES, front, "", List.of(), List.of());
    RunResult filled =
        new LoadRunner(
                new Uploads(store, fileBytes, series),
                LoadPlan.ofCount(UPLOADING, count),
                CpuMeter.none(),
                progress)
            .run();
    if (filled.failures() > 0) {
      throw new IOException(filled.failures() + " of " + count + " uploads failed");
    }
  }

  // Asks the front alone, for the launcher's own start would take a core from those who are
  // measured, and seldom when the answer costs them much.
  private void untilSafe(URI front, Server lost, long start)
      throws IOException, InterruptedException {
    long asked = System.nanoTime();
    while (!servers.node(front, lost).get("safeToRemove").asBoolean()) {
      long now = System.nanoTime();
      if (now - start > limit.toNanos()) {
        throw new IOException("not all is copied after " + limit.toSeconds() + " s");
      }
      Thread.sleep(Math.max(LOOK_MILLIS, LOOKING * (now - asked) / 1_000_000));
      asked = System.nanoTime();
    }
  }

  private CpuMeter meter() throws IOException, InterruptedException {
    Map<String, Set<Long>> groups = new LinkedHashMap<>();
    for (Server server : servers.all()) {
      if (server.pid() > 0) {
        groups.put(server.name(), Set.of(server.pid()));
      }
    }
    return new CpuMeter(groups);
  }
}
