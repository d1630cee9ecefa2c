package dev.files.bench.slow;

import dev.files.bench.cpu.LiveHeap;
import dev.files.bench.cpu.ResidentMemory;
import dev.files.bench.http.HttpClient;
import dev.files.bench.load.Prepared;
import dev.files.bench.load.Store;
import dev.files.bench.load.Uploads;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Measures a front without slow clients, with crowds of them, and when each has gone. */
public final class SlowRun implements Closeable {
  /** Whoever waits as long for the whole of a stage has no answer. */
  private static final long STAGE_TIMEOUT_SECONDS = 600;

  private final Store store;
  private final SlowPlan plan;
  private final Servers servers;
  private final Consumer<String> progress;
  private final HttpClient http = new HttpClient();
  private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
  private final Uploads uploads;
  private final long series;
  private final List<Prepared> downloaded = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();

  /**
   * The processes of the front and its cluster, by name.
   *
   * @param heaps whose live heap is counted too
   */
  public record Servers(Map<String, Set<Long>> pids, Set<String> heaps) {
    private Map<String, Long> liveHeapBytes() throws IOException, InterruptedException {
      Map<String, Long> bytes = new LinkedHashMap<>();
      for (String name : heaps) {
        long sum = 0;
        for (long pid : pids.get(name)) {
          sum += LiveHeap.bytes(pid);
        }
        bytes.put(name, sum);
      }
      return bytes;
    }
  }

  /**
   * {@code series} should be new for every start of the bench; {@code progress} hears the name of
   * each stage and the first failure of each kind.
   */
  public SlowRun(
      Store store, SlowPlan plan, Servers servers, long series, Consumer<String> progress) {
    this.store = store;
    this.plan = plan;
    this.servers = servers;
    this.series = series;
    this.progress = progress;
    this.uploads = new Uploads(store, SlowPlan.SMALL_BYTES, series);
  }

  /** Runs everything: some minutes. */
  public SlowResult run() throws IOException, InterruptedException {
    URI small = prepare(SlowPlan.SMALL_BYTES, series + 1);
    URI large = prepare(plan.largeBytes(), series + 2);
    Others others = new Others(http, store, uploads, small, progress);
    for (int round = 0; round < plan.warmup(); round++) {
      others.measure(plan.samples());
    }
    try (SlowClients nobody = SlowClients.of(store.base())) {
      stage("quiet", others, nobody);
    }
    for (Crowd crowd : Crowd.all(plan, large)) {
      try (SlowClients clients = SlowClients.of(store.base())) {
        crowd.joins(clients);
        stage(crowd.count() + " " + crowd.name(), others, clients);
      }
      try (SlowClients nobody = SlowClients.of(store.base())) {
        stage("these have gone", others, nobody);
      }
    }
    return new SlowResult(stages);
  }

  private URI prepare(long bytes, long of) throws IOException {
    Prepared prepared = Prepared.upload(http, store, bytes, 1, of);
    downloaded.add(prepared);
    return prepared.uris().get(0);
  }

  private void stage(String name, Others others, SlowClients clients)
      throws IOException, InterruptedException {
    progress.accept(name);
    var timeout = watchdog.schedule(this::giveUp, STAGE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Rush rush = others.rush(() -> clients.rushing() == 0, plan.rush());
    int there = clients.open();
    Figures figures = others.measure(plan.samples());
    timeout.cancel(false);
    stages.add(
        new Stage(
            name,
            there,
            clients.open(),
            clients.broken(),
            clients.statuses(),
            rush,
            figures,
            new ResidentMemory(servers.pids()).read(),
            servers.liveHeapBytes()));
  }

  /** What is under way fails then, and everything after it. */
  private void giveUp() {
    try {
      http.close();
    } catch (IOException e) {
      progress.accept(e.toString());
    }
  }

  /** Deletes what was uploaded. */
  public void deleteAll() throws IOException {
    try (HttpClient last = new HttpClient()) {
      uploads.deleteAll(last);
      for (Prepared prepared : downloaded) {
        prepared.delete(last);
      }
    }
  }

  @Override
  public void close() throws IOException {
    watchdog.shutdownNow();
    http.close();
  }
}
