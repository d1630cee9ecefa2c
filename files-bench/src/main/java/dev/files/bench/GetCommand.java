package dev.files.bench;

import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.Response;
import dev.files.bench.load.Downloads;
import dev.files.bench.load.LoadPlan;
import dev.files.bench.load.LoadRunner;
import dev.files.bench.load.Prepared;
import dev.files.bench.load.RunResult;
import dev.files.bench.report.ByteSize;
import dev.files.bench.report.Summary;
import dev.files.bench.report.SummaryTable;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads. */
@Command(
    name = "get",
    description = "Downloads, counts the bytes, drops them, and measures.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      arity = "1..*",
      description = "What to download, in turn; with --prepare the base URL of the store.")
  List<URI> uris = new ArrayList<>();

  @Option(
      names = "--prepare",
      description =
          "First upload so many bodies of --size, check them byte for byte, download these, and"
              + " DELETE them at the end.")
  int prepare;

  @Option(names = "--size", defaultValue = "4MiB", description = "Bytes of a prepared body.")
  ByteSize size;

  @Option(
      names = "--redirect",
      description =
          "Ask for a redirect (?redirect=true), once and before the measured time, and download"
              + " from where it leads.")
  boolean redirect;

  @Option(
      names = "--sha256",
      description = "Digest in hex that the first URL must have, checked before the measured time.")
  String sha256 = "";

  @Mixin RunOptions runOptions;
  @Mixin TargetOptions target;
  @Mixin OutputOptions output;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = runOptions.plan();
    try (HttpClient http = new HttpClient()) {
      if (prepare == 0) {
        return measure(http, plan, uris, OptionalLong.empty());
      }
      Prepared prepared =
          Prepared.upload(
              http,
              target.store(uris.get(0)),
              size.bytes(),
              prepare,
              new SecureRandom().nextLong());
      try {
        return measure(http, plan, prepared.uris(), OptionalLong.of(size.bytes()));
      } finally {
        prepared.delete(http);
      }
    }
  }

  private int measure(HttpClient http, LoadPlan plan, List<URI> found, OptionalLong expected)
      throws Exception {
    List<String> headers = target.headers();
    List<URI> sources = redirect ? Prepared.redirected(http, found, headers) : found;
    if (!sha256.isEmpty()) {
      checkDigest(http, Request.get(sources.get(0), headers));
    }
    Downloads downloads = new Downloads(sources, headers, expected);
    LoadRunner runner = new LoadRunner(downloads, plan, output.servers(), this::warn);
    List<RunResult> warm = new ArrayList<>();
    for (int round = 0; round < runOptions.warmup + runOptions.runs; round++) {
      RunResult result = runner.run();
      if (round >= runOptions.warmup) {
        warm.add(result);
      }
    }
    String what = prepare == 0 ? "GET" : "GET " + size;
    String name = what + " x " + plan.clients() + " clients";
    List<Summary> summaries = List.of(Summary.of(name, uris.get(0).toString(), warm));
    spec.commandLine().getOut().print(SummaryTable.of(summaries));
    spec.commandLine().getOut().flush();
    output.writeJson(summaries);
    return summaries.get(0).failures() == 0 ? 0 : 1;
  }

  private void checkDigest(HttpClient http, Request request) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Response response = http.exchange(request, bytes -> digest.update(bytes.duplicate()));
    String found = HexFormat.of().formatHex(digest.digest());
    if (!response.success() || !found.equalsIgnoreCase(sha256)) {
      throw new IOException(
          "GET " + request.uri() + ": " + response.status() + ", SHA-256 is " + found);
    }
  }

  private void warn(String failure) {
    spec.commandLine().getErr().println(failure);
  }
}
