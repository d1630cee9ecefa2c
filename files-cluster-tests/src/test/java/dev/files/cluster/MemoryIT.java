package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small heaps carry large files and many clients: memory grows with neither. */
class MemoryIT {
  private static final long MIB = 1024 * 1024;
  private static final long GIB = 1024 * MIB;

  /** Two copies of the largest file, and as much again for what compaction may write meanwhile. */
  private static final long DISK_FOR_LARGE = 45 * GIB;

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
  void slowClientsDoNotStarveTheOthers() throws Exception {
    URI front = cluster.front(1);
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(front.getHost(), front.getPort());
        slow.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(
            ("PUT /upload/slow HTTP/1.1\r\nHost: "
                    + front.getAuthority()
                    + "\r\nContent-Length: 4194304\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        // Most of a chunk, and then nothing more.
        out.write(new byte[3 * (int) MIB]);
        out.flush();
      }
      for (int i = 0; i < 20; i++) {
        assertThat(files.put("fast", new TestBytes(1000 + i, 2 * MIB).array()).statusCode())
            .isEqualTo(201);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void tenGibibytesInPiecesGoUpAndDown() throws IOException {
    roundTrip("ten", 10 * GIB);
  }

  @Test
  void fourGibibytesInOneChunkGoUpAndDown() throws IOException {
    roundTrip("four?layout=whole", 4 * GIB);
  }

  private static void roundTrip(String name, long size) throws IOException {
    long free = Files.getFileStore(cluster.data()).getUsableSpace();
    assumeTrue(
        free > DISK_FOR_LARGE,
        "needs " + DISK_FOR_LARGE / GIB + " GiB of free disk, found " + free / GIB);
    TestBytes bytes = new TestBytes(size, size);
    JsonNode file = files.uploadStream(name, bytes);
    String hash = file.get("sha256").asText();
    assertThat(files.downloadHash(file.get("id").asText(), FilesClient.Progress.NONE).hex())
        .isEqualTo(hash);
    assertThat(bytes.sha256().hex()).isEqualTo(hash);
    assertThat(files.delete(file.get("id").asText(), file.get("manageToken").asText()).statusCode())
        .isEqualTo(204);
  }
}
