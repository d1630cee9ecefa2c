package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out, byte for byte, and lies on two nodes meanwhile. */
@ExtendWith(SharedCluster.class)
class RoundTripIT {
  private static final int MIB = 1024 * 1024;

  private FilesClient files;

  @BeforeEach
  void client(Cluster cluster) {
    files = cluster.client();
  }

  static Stream<Arguments> sizesAndLayouts() {
    return Stream.of(0, 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 64 * MIB)
        .flatMap(
            size ->
                Stream.of("fixed", "equal", "equal&parts=6", "whole")
                    .map(layout -> Arguments.of(size, layout)));
  }

  @ParameterizedTest
  @MethodSource("sizesAndLayouts")
  void comesOutByteForByte(int size, String layout) {
    TestBytes bytes = new TestBytes(size + layout.hashCode(), size);
    JsonNode file = files.upload("data.bin?layout=" + layout, bytes.array());
    String id = file.get("id").asText();

    HttpResponse<byte[]> answer = files.get("/download/" + id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(answer.body(), bytes.array())).isTrue();
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(size);
    assertThat(file.get("sha256").asText()).isEqualTo(bytes.sha256().hex());
    assertThat(file.get("size").asLong()).isEqualTo(size);
    JsonNode chunks = files.metadata(id).get("chunks");
    assertThat(chunks).hasSize(chunksOf(size, layout));
    long total = 0;
    for (JsonNode chunk : chunks) {
      Set<String> nodes = new HashSet<>();
      chunk.get("locations").forEach(node -> nodes.add(node.asText()));
      assertThat(nodes).hasSizeGreaterThanOrEqualTo(2);
      total += chunk.get("size").asLong();
    }
    assertThat(total).isEqualTo(size);
  }

  private static int chunksOf(int size, String layout) {
    if (size == 0) {
      return 0;
    }
    return switch (layout) {
      case "fixed" -> (size + 4 * MIB - 1) / (4 * MIB);
      case "whole" -> 1;
      default -> Math.max(1, Math.min(size / MIB, layout.endsWith("6") ? 6 : 5));
    };
  }

  @Test
  void equalPartsDifferByAtMostAByte() {
    JsonNode file = files.upload("x?layout=equal&parts=6", new TestBytes(1, 64 * MIB + 3).array());
    long least = Long.MAX_VALUE;
    long most = 0;
    for (JsonNode chunk : files.metadata(file.get("id").asText()).get("chunks")) {
      least = Math.min(least, chunk.get("size").asLong());
      most = Math.max(most, chunk.get("size").asLong());
    }
    assertThat(most - least).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.txt",
        "with space.txt",
        "a+b;c=d&e.txt",
        "слово.txt",
        "文件.pdf",
        "😀.png",
        "per%cent.txt",
        "sla/sh.txt",
        "\"quoted\".txt",
        "...",
        "name.with..dots",
        "ملف.txt"
      })
  void keepsNamesOfAnyScript(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    JsonNode file = files.upload(encoded, name.getBytes(StandardCharsets.UTF_8));
    assertThat(file.get("name").asText()).isEqualTo(name);
    HttpResponse<byte[]> answer = files.get("/download/" + file.get("id").asText());
    assertThat(answer.body()).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; ");
  }

  @Test
  void answersRanges() {
    byte[] bytes = new TestBytes(7, 9 * MIB).array();
    String path = "/download/" + files.upload("ranges", bytes).get("id").asText();
    for (int[] range :
        new int[][] {{0, 0}, {4 * MIB - 1, 4 * MIB}, {100, 9 * MIB - 1}, {65_535, 65_537}}) {
      HttpResponse<byte[]> answer = files.get(path, "Range", "bytes=" + range[0] + "-" + range[1]);
      assertThat(answer.statusCode()).isEqualTo(206);
      assertThat(answer.headers().firstValue("Content-Range"))
          .contains("bytes " + range[0] + "-" + range[1] + "/" + bytes.length);
      assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(bytes, range[0], range[1] + 1)))
          .isTrue();
    }
    HttpResponse<byte[]> suffix = files.get(path, "Range", "bytes=-5");
    assertThat(suffix.body()).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 5, bytes.length));
    HttpResponse<byte[]> several = files.get(path, "Range", "bytes=0-1,5000000-5000001");
    assertThat(several.statusCode()).isEqualTo(206);
    assertThat(several.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("multipart/byteranges");
    assertThat(files.get(path, "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
  }

  @Test
  void answersConditions() {
    String path = "/download/" + files.upload("etag", new byte[] {1, 2, 3}).get("id").asText();
    String etag = files.get(path).headers().firstValue("ETag").orElseThrow();
    assertThat(files.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(files.get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(files.get(path, "Range", "bytes=0-0", "If-Range", etag).statusCode()).isEqualTo(206);
    assertThat(files.get(path, "Range", "bytes=0-0", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
    HttpResponse<byte[]> head =
        files.send(files.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("ETag")).contains(etag);
    assertThat(head.headers().firstValue("Repr-Digest").orElseThrow()).startsWith("sha-256=:");
  }

  @Test
  void redirectsToTheNodeThatHoldsItWhole() {
    byte[] bytes = new TestBytes(8, 3 * MIB).array();
    String id = files.upload("whole.bin?layout=whole", bytes).get("id").asText();
    HttpResponse<byte[]> answer = files.get("/download/" + id + "?redirect=true");
    assertThat(answer.statusCode()).isEqualTo(302);
    String location = answer.headers().firstValue("Location").orElseThrow();
    HttpResponse<byte[]> direct =
        files.send(HttpRequest.newBuilder(java.net.URI.create(location)).build());
    assertThat(direct.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(direct.body(), bytes)).isTrue();
    assertThat(direct.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("whole.bin");
    HttpResponse<byte[]> forged =
        files.send(
            HttpRequest.newBuilder(java.net.URI.create(location.replace("whole.bin", "other.bin")))
                .build());
    assertThat(forged.statusCode()).isIn(401, 403);
  }

  @Test
  void severalFilesOfAFormAreRecordedTogether() {
    String boundary = "x-boundary-x";
    String body =
        "--x-boundary-x\r\nContent-Disposition: form-data; name=\"expires\"\r\n\r\nPT1H\r\n"
            + "--x-boundary-x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nfirst\r\n"
            + "--x-boundary-x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n"
            + "\r\nsecond\r\n--x-boundary-x--\r\n";
    HttpResponse<byte[]> answer =
        files.send(
            files
                .request("/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode recorded = FilesClient.json(answer);
    assertThat(recorded).hasSize(2);
    assertThat(files.download(recorded.get(0).get("id").asText())).asString().isEqualTo("first");
    assertThat(files.download(recorded.get(1).get("id").asText())).asString().isEqualTo("second");
    assertThat(recorded.get(1).hasNonNull("expires")).isTrue();
  }

  @Test
  void identicalContentIsStoredOnce() {
    byte[] bytes = new TestBytes(9, 5 * MIB).array();
    JsonNode one = files.metadata(files.upload("one", bytes).get("id").asText());
    JsonNode two = files.metadata(files.upload("two", bytes).get("id").asText());
    assertThat(two.get("chunks").findValuesAsText("id"))
        .isEqualTo(one.get("chunks").findValuesAsText("id"));
  }

  @Test
  void aDeletedFileIsGone() {
    JsonNode file = files.upload("gone", new byte[] {1});
    String id = file.get("id").asText();
    assertThat(files.delete(id, "wrong-token-wrong-token").statusCode()).isIn(401, 403);
    assertThat(files.delete(id, file.get("manageToken").asText()).statusCode()).isEqualTo(204);
    assertThat(files.get("/download/" + id).statusCode()).isEqualTo(404);
    assertThat(files.get("/file/" + id).statusCode()).isEqualTo(404);
  }
}
