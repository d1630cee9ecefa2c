package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The database is away for a minute while a large file comes in, and its client never notices. */
class DatabaseOutageIT {
  private static final long MIB = 1024 * 1024;
  private static final long SIZE = 1024 * MIB;
  private static final long SENT_BEFORE = 128 * MIB;

  /** As long as leases lasted once. */
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  /** Of the client while the database is away: slow enough that much is left when it is back. */
  private static final long BYTES_PER_SECOND = 6 * MIB;

  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

  @Test
  void anUploadUnderWayOutlivesAMinuteWithoutTheDatabase() throws IOException {
    try (Cluster cluster = Cluster.start(Cluster.Plan.named("outage", 19_000))) {
      FilesClient files = cluster.client();
      TestBytes bytes = new TestBytes(60, SIZE);
      HttpURLConnection connection =
          (HttpURLConnection) files.uri("/upload/outage").toURL().openConnection();
      connection.setRequestMethod("PUT");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(SIZE);
      connection.setRequestProperty("Accept", "application/json");
      connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
      try (InputStream in = bytes.stream();
          OutputStream out = connection.getOutputStream()) {
        send(in, out, SENT_BEFORE);
        cluster.stop("database");
        long from = System.nanoTime();
        CompletableFuture<Void> back =
            CompletableFuture.runAsync(
                () -> {
                  Await.until(
                      "the outage is over",
                      OUTAGE.multipliedBy(2),
                      () -> System.nanoTime() - from > OUTAGE.toNanos());
                  cluster.start("database");
                });
        long sent = SENT_BEFORE;
        while (!back.isDone()) {
          assertThat(sent)
              .as("bytes sent before the database was back")
              .isLessThan(SIZE - 64 * MIB);
          long due = from + (sent - SENT_BEFORE) * 1_000_000_000L / BYTES_PER_SECOND;
          if (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
          } else {
            sent += send(in, out, MIB);
          }
        }
        back.join();
        send(in, out, SIZE - sent);
      }
      assertThat(connection.getResponseCode()).isEqualTo(201);
      JsonNode file;
      try (InputStream in = connection.getInputStream()) {
        file = FilesClient.JSON.readTree(in.readAllBytes());
      }
      assertThat(file.get("sha256").asText()).isEqualTo(bytes.sha256().hex());
      assertThat(files.downloadHash(file.get("id").asText(), FilesClient.Progress.NONE))
          .isEqualTo(bytes.sha256());
    }
  }

  private static long send(InputStream in, OutputStream out, long count) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long sent = 0;
    while (sent < count) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, count - sent));
      assertThat(n).as("bytes that are left").isPositive();
      out.write(buffer, 0, n);
      sent += n;
    }
    return sent;
  }
}
