package dev.files.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.disk.DiskResult;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.faults.Servers.Server;
import dev.files.bench.http.HttpClient;
import dev.files.bench.load.Dialect;
import dev.files.bench.load.Load;
import dev.files.bench.load.Store;
import dev.files.bench.load.Uploads;
import java.io.IOException;
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
  private static final long LOOK_MILLIS = 100;

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
    fill(fileBytes, count, series);
    List<Server> nodes = servers.of("node");
    Server lost = nodes.get(nodes.size() - 1);
    JsonNode before = servers.node(lost);
    DiskResult disk = new DiskYardstick(data.resolve("yardstick")).copied(DISK_BLOCK, DISK_BLOCKS);

    servers.kill(lost);
    // One that pinged just now cannot be said to be lost.
    while (servers.node(lost).get("state").asText().equals("active")) {
      Thread.sleep(LOOK_MILLIS);
    }
    CpuMeter meter = meter();
    Map<String, Double> cpu = meter.read();
    long start = System.nanoTime();
    servers.lose(lost);
    progress.accept(lost.name() + " is lost");
    untilSafe(lost, start);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds =
        CpuMeter.between(cpu, meter.read()).values().stream().mapToDouble(s -> s).sum();
    servers.start(lost);
    return new RepairResult(
        before.get("chunks").asLong(), before.get("usedBytes").asLong(), seconds, cpuSeconds, disk);
  }

  private void fill(long fileBytes, int count, long series)
      throws IOException, InterruptedException {
    Store store =
        new Store(Dialect.FILES, servers.of("front").get(0).url(), "", List.of(), List.of());
    Load.Client client = new Uploads(store, fileBytes, series).newClient();
    try (HttpClient http = new HttpClient()) {
      for (int number = 0; number < count; number++) {
        client.send(http, number);
      }
    }
  }

  private void untilSafe(Server lost, long start) throws IOException, InterruptedException {
    while (!servers.node(lost).get("safeToRemove").asBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IOException("not all is copied after " + limit.toSeconds() + " s");
      }
      Thread.sleep(LOOK_MILLIS);
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
