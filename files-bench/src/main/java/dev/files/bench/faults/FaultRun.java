package dev.files.bench.faults;

import dev.files.bench.faults.AckedFiles.Acked;
import dev.files.bench.faults.Servers.Server;
import dev.files.bench.http.HttpClient;
import dev.files.bench.load.Content;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Faults for a while, then time to heal, then everything that was acknowledged is looked at. */
public final class FaultRun {
  /** Faults at once. */
  private static final int INJECTORS = 2;

  /** A file that no front could give yet is asked for so often. */
  private static final int TRIES = 10;

  private static final long RETRY_MILLIS = 1000;

  private final Path data;
  private final Servers servers;
  private final FaultPlan plan;
  private final Consumer<String> progress;
  private final Tally tally = new Tally();
  private final AckedFiles files = new AckedFiles();
  private final AtomicLong numbers = new AtomicLong();
  private final Content content;

  /**
   * On a running cluster.
   *
   * @param launcher {@code ./files}
   * @param data directory of the cluster
   * @param progress told what happens
   */
  public FaultRun(Path launcher, Path data, FaultPlan plan, Consumer<String> progress) {
    this.data = data;
    this.servers = new Servers(launcher, data);
    this.plan = plan;
    this.progress = progress;
    this.content = new Content(plan.seed());
  }

  /**
   * Does it all.
   *
   * @throws IOException when the cluster cannot be asked to begin with
   */
  public FaultResult run() throws IOException, InterruptedException {
    List<URI> fronts = servers.of("front").stream().map(Server::url).toList();
    String token = Files.readString(data.resolve("admin-token")).strip();
    Injector injector = new Injector(servers, tally, plan.healing(), progress);
    long start = System.nanoTime();
    BooleanSupplier goesOn = () -> System.nanoTime() - start < plan.duration().toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(plan.clients() + INJECTORS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < INJECTORS; i++) {
        Random random = random(-1 - i);
        all.add(
            threads.submit(
                () -> {
                  injector.run(random, goesOn);
                  return null;
                }));
      }
      for (int i = 0; i < plan.clients(); i++) {
        FaultClient client = client(fronts, token, random(i));
        all.add(
            threads.submit(
                () -> {
                  client.run(goesOn);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return judged(injector, client(fronts, token, random(plan.clients())));
  }

  private FaultResult judged(Injector injector, FaultClient client)
      throws IOException, InterruptedException {
    progress.accept("no more faults: waiting until all copies are there");
    long start = System.nanoTime();
    if (!injector.untilHealed()) {
      tally.violation("not healed within " + plan.healing().toSeconds() + " s");
    }
    double healingSeconds = (System.nanoTime() - start) / 1e9;
    List<Acked> there = files.there();
    progress.accept("comparing " + there.size() + " files");
    try (HttpClient http = new HttpClient()) {
      for (Acked file : there) {
        if (!untilRead(client, http, file)) {
          tally.violation(file + ": cannot be read");
        }
      }
      for (Acked file : files.gone()) {
        client.checkGone(http, file);
      }
    }
    return tally.result(plan, there.size(), healingSeconds);
  }

  private static boolean untilRead(FaultClient client, HttpClient http, Acked file)
      throws InterruptedException {
    for (int tries = 0; tries < TRIES; tries++) {
      if (client.download(http, file)) {
        return true;
      }
      Thread.sleep(RETRY_MILLIS);
    }
    return false;
  }

  private FaultClient client(List<URI> fronts, String token, Random random) {
    return new FaultClient(fronts, token, content, numbers, files, tally, random);
  }

  private Random random(int who) {
    return new Random(plan.seed() * 31 + who);
  }
}
