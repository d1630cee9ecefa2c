package dev.files.bench.slow;

import dev.files.bench.http.BodySink;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.load.Downloads;
import dev.files.bench.load.Load;
import dev.files.bench.load.Store;
import dev.files.bench.load.Uploads;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A client of the same front who is not slow: the requests of each kind in turn. */
final class Others {
  /** In time is what a person does not notice on a machine that has much else to do. */
  static final Duration IN_TIME = Duration.ofMillis(300);

  /** So many in time, one after the other, are no accident. */
  private static final int IN_TIME_IN_A_ROW = 20;

  private final HttpClient http;
  private final Probe upload;
  private final Probe download;
  private final Probe live;
  private final Probe ping;
  private final Probe file;
  private long number;

  /**
   * Uploads with {@code uploads}.
   *
   * @param small what is downloaded
   */
  Others(HttpClient http, Store store, Uploads uploads, URI small, Consumer<String> warnings) {
    this.http = http;
    Load.Client puts = uploads.newClient();
    Downloads gets =
        new Downloads(List.of(small), store.headers(), OptionalLong.of(SlowPlan.SMALL_BYTES));
    upload = new Probe(client -> puts.send(client, number++), warnings);
    download = new Probe(client -> gets.send(client, 0), warnings);
    URI base = store.base();
    live = control(Request.get(base.resolve("/health/live"), List.of()), 200, warnings);
    // A call of servers, which a stranger may not make.
    ping =
        control(
            new Request(
                "POST", base.resolve("/ping"), List.of("Content-Length: 0"), Optional.empty()),
            401,
            warnings);
    URI metadata = store.dialect().deleteUri(base, small);
    file = control(Request.get(metadata, store.headers()), 200, warnings);
  }

  private static Probe control(Request request, int status, Consumer<String> warnings) {
    return new Probe(
        client -> {
          int found = client.once(request, BodySink.drop()).status();
          if (found != status) {
            throw new IOException(request.method() + " " + request.uri() + ": " + found);
          }
        },
        warnings);
  }

  /** Sends so many of each. */
  Figures measure(int samples) {
    long start = System.nanoTime();
    for (int i = 0; i < samples; i++) {
      upload.time(http);
      download.time(http);
      live.time(http);
      ping.time(http);
      file.time(http);
    }
    return new Figures(
        upload.times(),
        download.times(),
        live.times(),
        ping.times(),
        file.times(),
        (System.nanoTime() - start) / 1e9);
  }

  /** Asks until a crowd has settled and everything is answered in time, or the limit has passed. */
  Rush rush(BooleanSupplier settled, Duration limit) {
    long start = System.nanoTime();
    int inTime = 0;
    while (inTime < IN_TIME_IN_A_ROW && System.nanoTime() - start < limit.toNanos()) {
      live.time(http);
      ping.time(http);
      boolean all =
          settled.getAsBoolean()
              && file.isAnsweredWithin(http, IN_TIME)
              && download.isAnsweredWithin(http, IN_TIME);
      inTime = all ? inTime + 1 : 0;
    }
    return new Rush(
        inTime == IN_TIME_IN_A_ROW, (System.nanoTime() - start) / 1e9, live.times(), ping.times());
  }
}
