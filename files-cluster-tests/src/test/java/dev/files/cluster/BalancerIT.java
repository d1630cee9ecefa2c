package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Several fronts are one address: who talks to it need not know when one of them dies. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BalancerIT {
  private static final int OFFSET = 21_000;
  private static final int MIB = 1 << 20;

  private static Cluster cluster;
  private static FilesClient files;

  @BeforeAll
  static void start() throws IOException {
    cluster = Cluster.start(Cluster.Plan.named("balancer", OFFSET).fronts(2));
    files = new FilesClient(URI.create(cluster.server("balancer").url()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void standsAtThePublicPortBeforeAllFronts() throws IOException {
    assertThat(cluster.server("balancer").url()).endsWith(":" + (OFFSET + 8080));
    assertThat(cluster.server("balancer").role()).isEqualTo("balancer");
    String id = files.upload("small", new byte[] {1, 2, 3}).get("id").asText();
    for (int i = 0; i < 20; i++) {
      assertThat(files.download(id)).containsExactly(1, 2, 3);
    }
    assertThat(downloads(1)).isGreaterThan(5);
    assertThat(downloads(2)).isGreaterThan(5);
  }

  @Test
  @Order(2)
  void passesOnWhatClientsAndFrontsSay() throws IOException {
    TestBytes bytes = new TestBytes(7, 100L * MIB + 17);
    JsonNode file = files.uploadStream("la%20rge;x=y?expires=PT1H", bytes);
    String id = file.get("id").asText();
    assertThat(file.get("name").asText()).isEqualTo("la rge;x=y");
    assertThat(file.get("url").asText()).startsWith(files.uri("/download/").toString());
    assertThat(files.downloadHash(id, FilesClient.Progress.NONE)).isEqualTo(bytes.sha256());
    HttpResponse<byte[]> range =
        files.get("/download/" + id, "Range", "bytes=100-299", "X-Request-Id", "mine");
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.body()).hasSize(200);
    assertThat(range.headers().allValues("X-Request-Id")).containsExactly("mine");
    HttpResponse<byte[]> made = files.get("/nothing");
    assertThat(made.headers().allValues("X-Request-Id")).hasSize(1);
    assertThat(FilesClient.json(made).get("requestId").asText())
        .isEqualTo(made.headers().firstValue("X-Request-Id").orElse(""));
    HttpResponse<byte[]> unchanged =
        files.get(
            "/download/" + id, "If-None-Match", range.headers().firstValue("ETag").orElseThrow());
    assertThat(unchanged.statusCode()).isEqualTo(304);
  }

  @Test
  @Order(3)
  void asksBeforeItSendsAndHearsARefusalThatComesEarly() {
    HttpRequest.Builder upload =
        files.request("/upload/refused?layout=strange").expectContinue(true);
    assertThat(files.send(upload.PUT(BodyPublishers.ofByteArray(new byte[MIB])).build()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(400);
    upload = files.request("/upload/accepted").expectContinue(true);
    assertThat(files.send(upload.PUT(BodyPublishers.ofByteArray(new byte[MIB])).build()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(201);
    for (int i = 0; i < 10; i++) {
      HttpResponse<byte[]> refused = files.put("refused?layout=strange", new byte[16 * MIB]);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("layout");
    }
  }

  @Test
  @Order(3)
  void refusesABodyThatIsNoChunkedCodingAsTheClientsFault() throws IOException {
    String answer =
        RawHttp.exchange(
            files.uri("/"),
            "PUT /upload/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabcJUNK\r\n3\r\ndef\r\n0\r\n\r\n");
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(400);
    assertThat(answer).contains("its coding is malformed", "Connection: close");
  }

  /**
   * What was acknowledged is there, reads go on after one retry at most, and an upload to the dead
   * front fails in a way that its client can repeat.
   */
  @Test
  @Order(4)
  void aFrontThatIsKilledCostsAtMostARetry() throws Exception {
    String id = files.upload("read", new TestBytes(8, 3L * MIB).array()).get("id").asText();
    Sha256 sha256 = new TestBytes(8, 3L * MIB).sha256();
    Map<String, Sha256> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger uploadsRepeated = new AtomicInteger();
    AtomicInteger readsRepeated = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService clients = Executors.newCachedThreadPool();
    List<Future<Integer>> running = new ArrayList<>();
    for (int client = 0; client < 4; client++) {
      long seed = 1000L * (client + 1);
      running.add(
          clients.submit(
              () -> {
                int done = 0;
                for (; !over.get(); done++) {
                  TestBytes bytes = new TestBytes(seed + done, 2L * MIB + done);
                  JsonNode file =
                      onceMore(uploadsRepeated, () -> files.upload("written", bytes.array()));
                  acknowledged.put(file.get("id").asText(), bytes.sha256());
                }
                return done;
              }));
      running.add(
          clients.submit(
              () -> {
                int done = 0;
                for (; !over.get(); done++) {
                  assertThat(
                          onceMore(
                              readsRepeated,
                              () -> files.downloadHash(id, FilesClient.Progress.NONE)))
                      .isEqualTo(sha256);
                }
                return done;
              }));
    }
    int enough = 20;
    Await.until("uploads run", Duration.ofSeconds(60), () -> acknowledged.size() >= enough);
    cluster.kill("front-1");
    int before = acknowledged.size();
    Await.until(
        "uploads run on", Duration.ofSeconds(60), () -> acknowledged.size() >= before + enough);
    over.set(true);
    for (Future<Integer> client : running) {
      assertThat(client.get()).isPositive();
    }
    clients.shutdown();
    assertThat(uploadsRepeated.get()).as("uploads repeated").isLessThanOrEqualTo(4);
    assertThat(readsRepeated.get()).as("reads repeated").isLessThanOrEqualTo(4);
    for (Map.Entry<String, Sha256> file : acknowledged.entrySet()) {
      assertThat(files.downloadHash(file.getKey(), FilesClient.Progress.NONE))
          .isEqualTo(file.getValue());
    }
  }

  @Test
  @Order(5)
  void aFrontThatIsBackIsUsedAgain() throws Exception {
    assertThat(files.get("/health/ready").statusCode()).isEqualTo(200);
    cluster.start("front-1");
    String id = files.upload("again", new byte[] {4}).get("id").asText();
    Await.until(
        "front-1 gets downloads",
        Duration.ofSeconds(20),
        () -> {
          // In turn: two, for a look at the status asks the balancer as well.
          assertThat(files.download(id)).containsExactly(4);
          assertThat(files.download(id)).containsExactly(4);
          return downloads(1) > 0;
        });
  }

  @Test
  @Order(6)
  void saysInItsOwnWordsThatNoFrontIsThere() throws IOException {
    cluster.kill("front-1");
    cluster.kill("front-2");
    HttpResponse<byte[]> answer = files.get("/download/x");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(FilesClient.json(answer).get("type").asText())
        .isEqualTo("urn:files:problem:unavailable");
    assertThat(FilesClient.json(files.get("/health/ready")).get("status").asText())
        .isEqualTo("DOWN");
    cluster.start("front-1");
    cluster.start("front-2");
    Await.until(
        "all is well again",
        Duration.ofSeconds(20),
        () -> files.get("/health/ready").statusCode() == 200);
  }

  /** Does it, and once more when the front that had it died. */
  private static <T> T onceMore(AtomicInteger repeated, Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (IOException | AssertionError e) {
      if (e instanceof AssertionError && !(e.getCause() instanceof IOException)) {
        assertThat(e.getMessage()).matches("(?s)50[23].*");
      }
      repeated.incrementAndGet();
      return work.call();
    }
  }

  /** How many a front answered. */
  private static double downloads(int front) throws IOException {
    HttpRequest metrics =
        HttpRequest.newBuilder(cluster.front(front).resolve("/metrics"))
            .header(
                "Authorization",
                "Bearer " + Files.readString(cluster.data().resolve("admin-token")).strip())
            .build();
    return new String(files.send(metrics).body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("files_http_request_seconds_count"))
        .filter(line -> line.contains("route=\"download\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
