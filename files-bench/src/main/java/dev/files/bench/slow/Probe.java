package dev.files.bench.slow;

import dev.files.bench.http.HttpClient;
import dev.files.bench.load.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One kind of request, sent again and again by somebody who is not slow. */
final class Probe {
  private final Ask ask;
  private final Consumer<String> warnings;
  private Latencies latencies = new Latencies();
  private long failures;

  Probe(Ask ask, Consumer<String> warnings) {
    this.ask = ask;
    this.warnings = warnings;
  }

  /** Sends the request and reads the answer. */
  @FunctionalInterface
  interface Ask {
    /**
     * Returns when the whole answer is there.
     *
     * @throws IOException also for another answer than the right one
     */
    void send(HttpClient http) throws IOException;
  }

  /** Sends one; tells how long it took. */
  Duration time(HttpClient http) {
    long before = System.nanoTime();
    try {
      ask.send(http);
    } catch (IOException e) {
      failures++;
      // The first tells enough.
      if (failures == 1) {
        warnings.accept(e.toString());
      }
    }
    long nanos = System.nanoTime() - before;
    latencies.add(nanos);
    return Duration.ofNanos(nanos);
  }

  /** Since it was asked for last. */
  Times times() {
    Latencies all = Latencies.merged(List.of(latencies));
    Times times =
        new Times(
            all.percentileMillis(50),
            all.percentileMillis(99),
            all.percentileMillis(100),
            failures);
    latencies = new Latencies();
    failures = 0;
    return times;
  }

  /** Whether the right answer comes within the limit; leaves no trace in the times. */
  boolean isAnsweredWithin(HttpClient http, Duration limit) {
    long before = System.nanoTime();
    try {
      ask.send(http);
    } catch (IOException e) {
      return false;
    }
    return System.nanoTime() - before < limit.toNanos();
  }
}
