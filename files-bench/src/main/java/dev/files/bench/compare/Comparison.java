package dev.files.bench.compare;

import dev.files.bench.cpu.CpuMeter;
import dev.files.bench.disk.DiskYardstick;
import dev.files.bench.http.HttpClient;
import dev.files.bench.load.Downloads;
import dev.files.bench.load.Load;
import dev.files.bench.load.LoadPlan;
import dev.files.bench.load.LoadRunner;
import dev.files.bench.load.Prepared;
import dev.files.bench.load.Store;
import dev.files.bench.load.Uploads;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.Summary;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Files, nginx and the disk under the same loads, in turn. Closing removes what was uploaded. */
public final class Comparison implements Closeable {
  static final String FILES = "files";
  static final String NGINX = "nginx";
  static final String DISK = "disk";

  private final Side files;
  private final Side nginx;
  private final DiskYardstick disk;
  private final ComparisonPlan plan;
  private final Consumer<String> progress;
  private final HttpClient http = new HttpClient();
  private final List<HttpContender.CleanUp> leftovers = new ArrayList<>();
  private long series;

  /** A store, and the processes that it runs in. */
  public record Side(Store store, CpuMeter cpu) {}

  /**
   * {@code series} should be new for every start of the bench; {@code progress} hears the name of
   * each match and the failures.
   */
  public Comparison(
      Side files,
      Side nginx,
      DiskYardstick disk,
      ComparisonPlan plan,
      long series,
      Consumer<String> progress) {
    this.files = files;
    this.nginx = nginx;
    this.disk = disk;
    this.plan = plan;
    this.series = series;
    this.progress = progress;
  }

  /** Runs everything: some minutes. */
  public ComparisonResult run() throws IOException, InterruptedException {
    List<Summary> all = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    for (Match match : nodeDownloads()) {
      List<Summary> played = play(match, all);
      goals.add(Goal.ratio(played, NGINX, 0.9, Summary::megabytesPerSecond));
    }
    for (Match match : frontDownloads()) {
      List<Summary> played = play(match, all);
      goals.add(Goal.ratio(played, NGINX, 0.6, Summary::megabytesPerSecond));
      goals.add(Goal.cpuSecondsPerGib(played, 1.5));
    }
    for (int clients : new int[] {1, ComparisonPlan.MANY_CLIENTS}) {
      List<Summary> played = play(uploads(clients), all);
      goals.add(Goal.ratio(played, NGINX, 0.5, Summary::megabytesPerSecond));
      goals.add(Goal.cpuSecondsPerGib(played, 4.0));
    }
    List<Summary> small = play(smallUploads(), all);
    goals.add(Goal.ratio(small, DISK, 0.25, Summary::requestsPerSecond));
    play(smallDownloads(), all);
    return new ComparisonResult(all, goals);
  }

  private List<Summary> play(Match match, List<Summary> all)
      throws IOException, InterruptedException {
    progress.accept(match.name());
    List<Summary> played = match.play(plan.warmup(), plan.runs());
    all.addAll(played);
    return played;
  }

  private List<Match> nodeDownloads() throws IOException {
    Store whole = files.store().withQuery("layout=whole");
    List<URI> signed =
        NodeUris.ofBusiest(
            prepare(whole, plan.mediumBytes(), ComparisonPlan.MEDIUM_BODIES).redirectedUris(http));
    List<URI> plain = prepare(nginx.store(), plan.mediumBytes(), signed.size()).uris();
    List<Match> matches = new ArrayList<>();
    for (int clients : new int[] {1, ComparisonPlan.MANY_CLIENTS}) {
      matches.add(
          downloads("node GET", signed, plain, plan.mediumBytes(), clients, plan.mediumCount()));
    }
    return matches;
  }

  private List<Match> frontDownloads() throws IOException {
    List<URI> ours = prepare(files.store(), plan.largeBytes(), 1).uris();
    List<URI> theirs = prepare(nginx.store(), plan.largeBytes(), 1).uris();
    return List.of(
        downloads("front GET", ours, theirs, plan.largeBytes(), 1, 2),
        downloads(
            "front GET",
            ours,
            theirs,
            plan.largeBytes(),
            ComparisonPlan.MANY_CLIENTS,
            ComparisonPlan.MANY_CLIENTS));
  }

  private Match smallDownloads() throws IOException {
    int bodies = ComparisonPlan.SMALL_BODIES;
    return downloads(
        "front GET",
        prepare(files.store(), plan.smallBytes(), bodies).uris(),
        prepare(nginx.store(), plan.smallBytes(), bodies).uris(),
        plan.smallBytes(),
        ComparisonPlan.SMALL_CLIENTS,
        plan.smallCount());
  }

  private Match downloads(
      String name, List<URI> ours, List<URI> theirs, long size, int clients, long count) {
    LoadPlan loadPlan = LoadPlan.ofCount(clients, count);
    OptionalLong expected = OptionalLong.of(size);
    Load fromFiles = new Downloads(ours, List.of(), expected);
    Load fromNginx = new Downloads(theirs, List.of(), expected);
    return new Match(
        title(name, size, clients),
        List.of(
            HttpContender.of(FILES, runner(fromFiles, loadPlan, files)),
            HttpContender.of(NGINX, runner(fromNginx, loadPlan, nginx))));
  }

  private Match uploads(int clients) {
    return uploads(plan.largeBytes() / clients, LoadPlan.ofCount(clients, clients), List.of());
  }

  private Match smallUploads() {
    int clients = ComparisonPlan.SMALL_CLIENTS;
    return uploads(
        plan.smallBytes(),
        LoadPlan.ofCount(clients, plan.smallCount()),
        List.of(new DiskContender(disk, clients, plan.smallBytes(), plan.smallCount())));
  }

  private Match uploads(long size, LoadPlan loadPlan, List<Contender> more) {
    Uploads ours = new Uploads(files.store(), size, series++);
    Uploads theirs = new Uploads(nginx.store(), size, series++);
    // Files would collect and compact in the middle of the next run: its uploads go at the end.
    leftovers.add(() -> ours.deleteAll(http));
    List<Contender> contenders = new ArrayList<>();
    contenders.add(HttpContender.of(FILES, runner(ours, loadPlan, files)));
    contenders.addAll(more);
    contenders.add(
        new HttpContender(NGINX, runner(theirs, loadPlan, nginx), () -> theirs.deleteAll(http)));
    return new Match(title("front PUT", size, loadPlan.clients()), contenders);
  }

  private LoadRunner runner(Load load, LoadPlan loadPlan, Side side) {
    return new LoadRunner(load, loadPlan, side.cpu(), progress);
  }

  private Prepared prepare(Store store, long size, int count) throws IOException {
    Prepared prepared = Prepared.upload(http, store, size, count, series++);
    leftovers.add(() -> prepared.delete(http));
    return prepared;
  }

  private static String title(String name, long size, int clients) {
    return name + " " + new ByteSize(size) + " x " + clients;
  }

  @Override
  public void close() throws IOException {
    try {
      for (HttpContender.CleanUp leftover : leftovers) {
        leftover.run();
      }
    } finally {
      http.close();
    }
  }
}
