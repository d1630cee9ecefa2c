package dev.files.cluster;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.files.bench.cpu.LiveHeap;
import dev.files.bench.slow.SlowClients;
import dev.files.bench.slow.SlowClients.Behaviour;
import dev.files.cluster.FilesClient.Progress;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small heaps carry large files and many clients: memory grows with neither. */
class MemoryIT {
  private static final long MIB = 1024 * 1024;
  private static final long GIB = 1024 * MIB;

  /** While many arrive at once. */
  private static final Duration RUSH = Duration.ofSeconds(3);

  /** Three times less is the noise of a machine with two cores and seven servers. */
  private static final Duration LEAST_P99 = Duration.ofMillis(300);

  /** Of live heap, while it takes nothing: its connection, its request, a page of metadata. */
  private static final long HEAP_OF_A_SLOW_CLIENT = 32 * 1024;

  /** Of live heap: a leak of 8 KiB for each of 1200 clients would be more. */
  private static final long HEAP_NOISE = 8 * MIB;

  /**
   * Of free disk for a byte: two copies, as much again for compaction, and the reserve of nodes.
   */
  private static final long DISK_FOR_A_BYTE = 5;

  private static Cluster cluster;
  private static FilesClient files;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        Cluster.start(
            Cluster.Plan.named("memory", 15_000)
                .with("FILES_FRONT_JAVA_OPTS", "-Xmx256m -XX:MaxDirectMemorySize=192m")
                .with("FILES_NODE_JAVA_OPTS", "-Xmx128m -XX:MaxDirectMemorySize=128m"));
    files = cluster.client();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void twoHundredParallelUploadsAllSucceed() throws Exception {
    int count = 200;
    ExecutorService clients = Executors.newFixedThreadPool(count);
    try {
      List<Future<JsonNode>> uploads = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        TestBytes bytes = new TestBytes(i, MIB);
        uploads.add(clients.submit(() -> files.uploadStream("parallel", bytes)));
      }
      for (int i = 0; i < count; i++) {
        assertThat(uploads.get(i).get().get("sha256").asText())
            .isEqualTo(new TestBytes(i, MIB).sha256().hex());
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void slowUploadsHoldNobodyUp() throws Exception {
    Duration quiet = p99OfUploads();
    long heap = liveHeapOfFront();
    try (SlowClients slow = SlowClients.of(cluster.front(1))) {
      slow.add(600, Behaviour.upload("/upload/stalled", 4 * MIB, 300_000, 0))
          .add(600, Behaviour.upload("/upload/slow", 4 * MIB, 1024, 1024))
          .add(12, Behaviour.upload("/upload/whole?layout=whole", GIB, 9 * MIB, 0));
      Await.until(
          "the slow clients have sent what they send at once",
          Duration.ofSeconds(40),
          () -> slow.sent() >= 600 * 300_000L + 12 * 9 * MIB);
      for (int i = 0; i < 20; i++) {
        assertAnswersWithinASecond(slow, files.request("/health/live"), 200);
        assertAnswersWithinASecond(slow, files.request("/ping").POST(noBody()), 401);
        assertAnswersWithinASecond(slow, files.request("/file/" + "A".repeat(22)), 404);
      }
      assertThat(p99OfUploads())
          .as("quiet %s, answered so far %s", quiet, slow.statuses())
          .isLessThan(bound(quiet));
      assertThat(slow.broken()).as("broken connections").isZero();
      // Which of the two is first to lose patience with a stream, the front or the node.
      assertThat(slow.statuses().keySet()).isSubsetOf(408, 503);
      assertThat(scratchFiles()).isPositive();
    }
    Await.until("the scratch is empty", Duration.ofSeconds(20), () -> scratchFiles() == 0);
    assertThat(p99OfUploads()).isLessThan(bound(quiet));
    awaitHeapOfFront(heap);
  }

  @Test
  void slowDownloadsHoldNobodyUp() throws Exception {
    TestBytes bytes = new TestBytes(20, 64 * MIB);
    String large = "/download/" + files.uploadStream("large", bytes).get("id").asText();
    String small = files.upload("small", new TestBytes(21, MIB).array()).get("id").asText();
    String listed = "/file/" + fileOfManyChunks();
    Duration quiet = p99OfDownloads(small);
    long heap = liveHeapOfFront();
    try (SlowClients slow = SlowClients.of(cluster.front(1))) {
      slow.add(600, Behaviour.download(large, 0))
          .add(600, Behaviour.download(large, 1024))
          .add(300, Behaviour.download(listed, 0));
      // All come at once, and until their sockets are full they are as fast as any. Two cores that
      // five servers and 1,500 clients share are slow meanwhile, but nobody waits in their line.
      for (int i = 0; i < 20; i++) {
        assertAnswers(slow, files.request("/health/live"), 200, RUSH);
        assertAnswers(slow, files.request("/ping").POST(noBody()), 401, RUSH);
      }
      Await.until(
          "the rush is over", Duration.ofSeconds(60), () -> areAnsweredInTime("/file/" + small));
      for (int i = 0; i < 20; i++) {
        assertAnswersWithinASecond(slow, files.request("/health/live"), 200);
        assertAnswersWithinASecond(slow, files.request("/ping").POST(noBody()), 401);
        assertAnswersWithinASecond(slow, files.request("/file/" + small), 200);
      }
      assertThat(liveHeapOfFront())
          .as("heap with %d slow clients", slow.open())
          .isLessThan(heap + slow.open() * HEAP_OF_A_SLOW_CLIENT + HEAP_NOISE);
      Await.until(
          "others are served as when it was quiet",
          Duration.ofSeconds(90),
          () -> p99OfDownloads(small).compareTo(bound(quiet)) < 0);
      assertThat(p99OfUploads()).isLessThan(bound(quiet));
      // Who found the line too long in the rush was told to come again.
      assertThat(slow.statuses().keySet()).isSubsetOf(200, 503).contains(200);
    }
    assertThat(files.downloadHash(large.substring(large.lastIndexOf('/') + 1), Progress.NONE))
        .isEqualTo(bytes.sha256());
    awaitHeapOfFront(heap);
  }

  private static void awaitHeapOfFront(long before) {
    Await.until(
        "the heap of the front is as before",
        Duration.ofSeconds(30),
        () -> {
          assertThat(liveHeapOfFront()).isLessThan(before + HEAP_NOISE);
          return true;
        });
  }

  private static long liveHeapOfFront() throws IOException, InterruptedException {
    return LiveHeap.bytes(cluster.server("front-1").pid());
  }

  /** One whose metadata is some megabytes. */
  private static String fileOfManyChunks() throws IOException {
    JsonNode chunk = files.upload("part", new byte[] {1, 2, 3}).get("chunks").get(0);
    ArrayNode chunks = FilesClient.JSON.createArrayNode();
    for (int i = 0; i < 20_000; i++) {
      chunks
          .addObject()
          .put("id", chunk.get("id").asText())
          .put("order", i)
          .put("size", chunk.get("size").asLong());
    }
    ObjectNode body = FilesClient.JSON.createObjectNode().put("name", "listed");
    body.set("chunks", chunks);
    HttpResponse<byte[]> answer =
        files.send(
            files
                .request("/file")
                .header("Authorization", "Bearer " + cluster.secret())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        FilesClient.JSON.writeValueAsBytes(body)))
                .build());
    assertThat(answer.statusCode()).isEqualTo(201);
    return FilesClient.json(answer).get("id").asText();
  }

  private static Duration bound(Duration quiet) {
    return quiet.compareTo(LEAST_P99) < 0 ? LEAST_P99 : quiet.multipliedBy(3);
  }

  private static Duration p99OfDownloads(String id) {
    List<Duration> each = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long before = System.nanoTime();
      assertThat(files.download(id)).hasSize((int) MIB);
      each.add(Duration.ofNanos(System.nanoTime() - before));
    }
    return each.stream().sorted().skip(each.size() * 99L / 100 - 1).findFirst().orElseThrow();
  }

  /** Files without a name that the front has in its scratch. */
  private static long scratchFiles() {
    Path descriptors = Path.of("/proc", Long.toString(cluster.server("front-1").pid()), "fd");
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.filter(fd -> target(fd).contains("/uploads/upload-")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Closed since it was listed.
      return "";
    }
  }

  private static boolean areAnsweredInTime(String path) {
    return IntStream.range(0, 20).allMatch(i -> isAnsweredInTime(path));
  }

  private static boolean isAnsweredInTime(String path) {
    long before = System.nanoTime();
    return files.send(files.request(path).build()).statusCode() == 200
        && System.nanoTime() - before < Duration.ofMillis(300).toNanos();
  }

  private static void assertAnswersWithinASecond(
      SlowClients slow, HttpRequest.Builder builder, int status) {
    assertAnswers(slow, builder, status, Duration.ofSeconds(1));
  }

  private static void assertAnswers(
      SlowClients slow, HttpRequest.Builder builder, int status, Duration within) {
    HttpRequest request = builder.build();
    long before = System.nanoTime();
    assertThat(files.send(request).statusCode()).as(request.toString()).isEqualTo(status);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("%s while %d slow clients are there", request, slow.open())
        .isLessThan(within);
  }

  private static Duration p99OfUploads() {
    List<Duration> each = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new TestBytes(System.nanoTime(), MIB).array();
      long before = System.nanoTime();
      assertThat(files.put("fast", bytes).statusCode()).isEqualTo(201);
      each.add(Duration.ofNanos(System.nanoTime() - before));
    }
    return each.stream().sorted().skip(each.size() * 99L / 100 - 1).findFirst().orElseThrow();
  }

  @Test
  void tenGibibytesInPiecesGoUpAndDown() throws IOException {
    roundTrip("ten", 10 * GIB);
  }

  @Test
  void fourGibibytesInOneChunkGoUpAndDown() throws IOException {
    roundTrip("four?layout=whole", 4 * GIB);
  }

  /** Of the size wanted, or else of the size that there is room for, and then it says so. */
  private static void roundTrip(String name, long wanted) throws IOException {
    long room = Files.getFileStore(cluster.data()).getUsableSpace() / DISK_FOR_A_BYTE;
    long size = Math.min(wanted, room);
    TestBytes bytes = new TestBytes(size, size);
    JsonNode file = files.uploadStream(name, bytes);
    String hash = file.get("sha256").asText();
    assertThat(files.downloadHash(file.get("id").asText(), FilesClient.Progress.NONE).hex())
        .isEqualTo(hash);
    assertThat(bytes.sha256().hex()).isEqualTo(hash);
    assertThat(files.delete(file.get("id").asText(), file.get("manageToken").asText()).statusCode())
        .isEqualTo(204);
    assumeTrue(
        size == wanted,
        size + " bytes went up and down instead of " + wanted + ": the disk has no room for more");
  }
}
