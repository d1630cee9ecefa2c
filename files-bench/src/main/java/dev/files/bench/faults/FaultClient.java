package dev.files.bench.faults;

import dev.files.bench.faults.AckedFiles.Acked;
import dev.files.bench.http.BodySink;
import dev.files.bench.http.HttpClient;
import dev.files.bench.http.Request;
import dev.files.bench.http.Response;
import dev.files.bench.http.TextSink;
import dev.files.bench.load.Content;
import dev.files.bench.load.ContentCheck;
import dev.files.bench.load.Dialect;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Uploads, downloads and deletes at any front. What is refused or broken off is counted; what was
 * acknowledged and is not so is a violation.
 */
final class FaultClient {
  private static final int MOST_ANSWER_BYTES = 4096;
  private static final int SMALL_BYTES = 64 << 10;
  private static final int MIDDLE_BYTES = 9 << 20;
  private static final int LARGE_BYTES = 40 << 20;
  private static final int NOT_FOUND = 404;
  private static final long REST_MILLIS = 100;

  private final List<URI> fronts;
  private final String adminToken;
  private final AtomicLong numbers;
  private final AckedFiles files;
  private final Tally tally;
  private final Content.Bodies bodies;
  private final Random random;

  FaultClient(
      List<URI> fronts,
      String adminToken,
      Content content,
      AtomicLong numbers,
      AckedFiles files,
      Tally tally,
      Random random) {
    this.fronts = List.copyOf(fronts);
    this.adminToken = adminToken;
    this.bodies = content.bodies();
    this.numbers = numbers;
    this.files = files;
    this.tally = tally;
    this.random = random;
  }

  void run(BooleanSupplier goesOn) throws IOException, InterruptedException {
    try (HttpClient http = new HttpClient()) {
      while (goesOn.getAsBoolean()) {
        int kind = random.nextInt(10);
        boolean answered = kind < 4 ? upload(http) : kind < 9 ? downloadAny(http) : deleteAny(http);
        if (!answered) {
          Thread.sleep(REST_MILLIS);
        }
      }
    }
  }

  private URI front() {
    return fronts.get(random.nextInt(fronts.size()));
  }

  private long size() {
    int kind = random.nextInt(20);
    return 1L + random.nextInt(kind < 14 ? SMALL_BYTES : kind < 19 ? MIDDLE_BYTES : LARGE_BYTES);
  }

  private boolean upload(HttpClient http) {
    long number = numbers.incrementAndGet();
    long size = size();
    URI uri = Dialect.FILES.uploadUri(front(), "fault-" + number, "");
    TextSink answer = new TextSink(MOST_ANSWER_BYTES);
    try {
      Response response =
          http.exchange(Request.put(uri, List.of(), bodies.body(number, size)), answer);
      if (response.success()) {
        URI download = Dialect.FILES.downloadUri(uri, response, answer.text());
        files.uploaded(new Acked(number, size, download.getRawPath()));
      }
      return counted("upload", response);
    } catch (IOException e) {
      return brokenOff("upload");
    }
  }

  private boolean downloadAny(HttpClient http) {
    Optional<Acked> any = files.any(random);
    return any.isEmpty() || download(http, any.get());
  }

  /** Whether the file came as it was; that it is not as it was is a violation. */
  boolean download(HttpClient http, Acked file) {
    ContentCheck check = new ContentCheck(bodies.body(file.number(), file.sizeBytes()));
    try {
      Response response = http.exchange(Request.get(file.at(front()), List.of()), check);
      if (response.success() && !check.passed()) {
        tally.violation(file + ": other bytes than were put");
      } else if (response.status() == NOT_FOUND && files.isThere(file)) {
        tally.violation(file + ": 404 though its upload was acknowledged");
      }
      return counted("download", response);
    } catch (IOException e) {
      return brokenOff("download");
    }
  }

  private boolean deleteAny(HttpClient http) {
    Optional<Acked> any = files.take(random);
    if (any.isEmpty()) {
      return true;
    }
    URI front = front();
    URI uri = Dialect.FILES.deleteUri(front, any.get().at(front));
    try {
      Response response =
          http.exchange(
              Request.delete(uri, List.of("Authorization: Bearer " + adminToken)), BodySink.drop());
      if (response.success()) {
        files.deleted(any.get());
      }
      return counted("delete", response);
    } catch (IOException e) {
      return brokenOff("delete");
    }
  }

  /** A file whose deletion was acknowledged must not be there. */
  void checkGone(HttpClient http, Acked file) throws IOException {
    Response response = http.exchange(Request.get(file.at(front()), List.of()), BodySink.drop());
    if (response.status() != NOT_FOUND) {
      tally.violation(file + ": " + response.status() + " though its deletion was acknowledged");
    }
  }

  private boolean counted(String what, Response response) {
    tally.operation(
        what, response.success() ? "acknowledged" : "refused with " + response.status());
    return response.success();
  }

  private boolean brokenOff(String what) {
    tally.operation(what, "broken off");
    return false;
  }
}
