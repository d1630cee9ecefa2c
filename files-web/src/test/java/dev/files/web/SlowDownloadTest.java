package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.Expiry;
import dev.files.metadata.FileView;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for much and read little, more of them than there are threads. */
@Timeout(120)
class SlowDownloadTest {
  private static final int CLIENTS = 200;
  private static final int SIZE = 12 << 20;

  private final List<Socket> clients = new ArrayList<>();
  private RunningFront front;
  private byte[] bytes;
  private FileView file;

  @BeforeEach
  void start() throws Exception {
    front = new RunningFront();
    bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    file = record(bytes);
  }

  private FileView record(byte[] content) {
    return front
        .files
        .record(
            new UploadSpec(
                "large",
                "application/x-thing",
                Expiry.NEVER,
                LayoutChoice.DEFAULT,
                OptionalLong.empty(),
                List.of()),
            content)
        .file();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    front.close();
  }

  @Test
  void thoseWhoReadNothingHoldNoThreadAndLoseNoByte() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      ask("GET /download/" + file.id());
    }
    await(() -> front.downloads.pauses.get() >= CLIENTS);
    HttpResponse<byte[]> other =
        front.client.send(
            front.request("/download/" + file.id()).timeout(Duration.ofSeconds(30)).build(),
            BodyHandlers.ofByteArray());
    assertThat(other.body()).isEqualTo(bytes);
    Socket first = clients.get(0);
    readHead(first);
    assertThat(first.getInputStream().readNBytes(SIZE)).isEqualTo(bytes);
  }

  @Test
  void whatIsHeldIsGivenBackWhenTheClientLeaves() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask("GET /download/" + file.id());
    }
    await(() -> front.downloads.pauses.get() >= 20);
    for (Socket client : clients) {
      client.close();
    }
    await(() -> front.downloads.closed.get() == front.downloads.opened.get());
  }

  @Test
  void thoseWhoReadNothingOfWhatTheyChangedHoldNoThreadEither() throws Exception {
    FileView ofManyChunks = record(new byte[40_000 * MemoryFiles.CHUNK_BYTES]);
    // More than the lane has threads.
    int clients = 40;
    String change = "{\"name\":\"b\"}";
    for (int i = 0; i < clients; i++) {
      ask(
          "POST /file/" + ofManyChunks.id(),
          "Authorization: Bearer "
              + RunningFront.ADMIN
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + change.length()
              + "\r\n",
          change);
    }
    HttpResponse<String> other =
        front.client.send(
            front
                .request("/file/" + file.id())
                .header("Authorization", "Bearer " + RunningFront.ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(change))
                .timeout(Duration.ofSeconds(30))
                .build(),
            BodyHandlers.ofString());
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).contains("\"order\":" + (file.chunkCount() - 1)).endsWith("}\n");
  }

  private static void readHead(Socket client) throws IOException {
    int matched = 0;
    byte[] end = {'\r', '\n', '\r', '\n'};
    while (matched < end.length) {
      int read = client.getInputStream().read();
      assertThat(read).isNotNegative();
      matched = read == end[matched] ? matched + 1 : read == '\r' ? 1 : 0;
    }
  }

  private void ask(String request) throws IOException {
    ask(request, "", "");
  }

  private void ask(String request, String fields, String body) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(8 * 1024);
    client.setSoTimeout(30_000);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), front.port()));
    clients.add(client);
    client
        .getOutputStream()
        .write(
            (request + " HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n" + fields + "\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("came in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
