package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes die without a word while bytes flow; clients never notice. */
@ExtendWith(SharedCluster.class)
class NodeDeathIT {
  private static final long MIB = 1024 * 1024;
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private Cluster cluster;
  private FilesClient files;

  @BeforeEach
  void of(Cluster shared) {
    cluster = shared;
    files = shared.client();
  }

  @AfterEach
  void bringBackTheDead() {
    cluster.startWhatIsDown();
  }

  @Test
  void aFileIsThereWhicheverNodeDied() throws IOException {
    TestBytes bytes = new TestBytes(1, 20 * MIB);
    String id = files.uploadStream("any", bytes).get("id").asText();
    for (String node : new String[] {"node-1", "node-2", "node-3"}) {
      cluster.kill(node);
      assertThat(files.downloadHash(id, FilesClient.Progress.NONE)).isEqualTo(bytes.sha256());
      cluster.start(node);
    }
  }

  @Test
  void aDownloadGoesOnWhenANodeDiesUnderIt() throws IOException {
    TestBytes bytes = new TestBytes(2, 256 * MIB);
    String id = files.uploadStream("during-download", bytes).get("id").asText();
    AtomicBoolean killed = new AtomicBoolean();
    assertThat(
            files.downloadHash(
                id,
                at -> {
                  if (at > 40 * MIB && killed.compareAndSet(false, true)) {
                    cluster.kill("node-1");
                  }
                }))
        .isEqualTo(bytes.sha256());
    assertThat(killed).isTrue();
  }

  @Test
  void anUploadGoesOnWhenANodeDiesUnderIt() throws IOException {
    for (String layout : new String[] {"fixed", "equal", "whole"}) {
      TestBytes bytes = new TestBytes(layout.hashCode(), 96 * MIB);
      JsonNode file = uploadAndDo("during-upload?layout=" + layout, bytes, 30 * MIB, "node-2");
      assertThat(file.get("sha256").asText()).isEqualTo(bytes.sha256().hex());
      assertThat(files.downloadHash(file.get("id").asText(), FilesClient.Progress.NONE))
          .isEqualTo(bytes.sha256());
      cluster.start("node-2");
    }
  }

  @Test
  void withTooFewNodesAnUploadIsRefusedAndNothingIsRecorded() {
    cluster.kill("node-1");
    cluster.kill("node-2");
    var answer = files.put("refused", new TestBytes(4, MIB).array());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    cluster.start("node-1");
    cluster.start("node-2");
    Await.until(
        "uploads are taken again",
        RECOVERY,
        () -> files.put("taken", new byte[] {1}).statusCode() == 201);
  }

  @Test
  void aFlippedByteIsNeverServed() throws IOException {
    byte[] bytes = new TestBytes(5, 3 * MIB).array();
    JsonNode file = files.upload("rot", bytes);
    String id = file.get("id").asText();
    byte[] sample = Arrays.copyOfRange(bytes, 1_000_000, 1_000_064);
    // In one copy only: on the first node that has it.
    int rotten = 1;
    while (flip(cluster.data().resolve("node-" + rotten), sample) == 0) {
      rotten++;
    }
    String chunk = file.get("sha256").asText();
    HttpRequest ofTheRotten =
        HttpRequest.newBuilder(
                URI.create(cluster.server("node-" + rotten).url() + "/chunk/" + chunk))
            .header("Authorization", "Bearer " + cluster.secret())
            .build();
    assertThat(files.send(ofTheRotten).statusCode()).isEqualTo(500);
    for (int i = 0; i < 8; i++) {
      assertThat(Arrays.equals(files.download(id), bytes)).isTrue();
    }
  }

  @Test
  void aChunkIsServedThatIsBadInAnotherBlockOfEachCopy() throws IOException {
    byte[] bytes = new TestBytes(6, 3 * MIB).array();
    String id = files.upload("rot-in-both", bytes).get("id").asText();
    int[] badBlocks = {1, 38};
    int copies = 0;
    for (int node = 1; node <= 3 && copies < badBlocks.length; node++) {
      int at = badBlocks[copies] * 64 * 1024;
      byte[] sample = Arrays.copyOfRange(bytes, at, at + 64);
      copies += flip(cluster.data().resolve("node-" + node), sample);
    }
    assertThat(copies).isEqualTo(2);
    for (int i = 0; i < 8; i++) {
      assertThat(Arrays.equals(files.download(id), bytes)).isTrue();
    }
  }

  private static int flip(Path directory, byte[] sample) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (Files.size(path) > 2 * MIB) {
          long at = Bytes.find(path, sample);
          if (at >= 0) {
            Bytes.flip(path, at + 7);
            return 1;
          }
        }
      }
    }
    return 0;
  }

  private JsonNode uploadAndDo(String name, TestBytes bytes, long after, String victim)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) files.uri("/upload/" + name).toURL().openConnection();
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.size());
    connection.setRequestProperty("Accept", "application/json");
    boolean killed = false;
    long sent = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = bytes.stream();
        OutputStream out = connection.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        sent += n;
        if (sent > after && !killed) {
          cluster.kill(victim);
          killed = true;
        }
      }
    }
    try (InputStream in = connection.getInputStream()) {
      return FilesClient.JSON.readTree(in.readAllBytes());
    }
  }
}
