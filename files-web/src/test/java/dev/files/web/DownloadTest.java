package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.Expiry;
import dev.files.metadata.FileView;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.DigestHeader;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  private static final byte[] BYTES = new byte[1_000_000];

  private static RunningFront front;
  private static FileView file;

  @BeforeAll
  static void start() throws Exception {
    front = new RunningFront();
    new Random(1).nextBytes(BYTES);
    file = file("漢字 \"x\".bin", "application/x-thing", BYTES);
  }

  @AfterAll
  static void stop() {
    front.close();
  }

  @AfterEach
  void healFaults() {
    front.downloads.failAt = Long.MAX_VALUE;
    front.downloads.node = Optional.empty();
  }

  @Test
  void isNotRunAsAPartOfAPage() throws Exception {
    assertThat(send(front.request(path()).header("Sec-Fetch-Dest", "script")).statusCode())
        .isEqualTo(403);
    assertThat(send(front.request(path()).header("Sec-Fetch-Dest", "document")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void getSendsTheBytesWithSafeHeaders() throws Exception {
    HttpResponse<byte[]> answer = get(path());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertHeader(answer, "Content-Length", "1000000");
    assertHeader(answer, "Content-Type", "application/x-thing");
    assertThat(answer.headers().firstValue("ETag").orElse("")).matches("\"[A-Za-z0-9_-]{24}\"");
    assertHeader(answer, "Last-Modified", "Sun, 01 Nov 2026 10:00:00 GMT");
    assertHeader(answer, "Accept-Ranges", "bytes");
    assertHeader(answer, "X-Content-Type-Options", "nosniff");
    assertHeader(answer, "Content-Security-Policy", "sandbox; default-src 'none'");
    assertHeader(answer, "Repr-Digest", DigestHeader.of(Sha256.of(BYTES)));
    assertHeader(
        answer,
        "Content-Disposition",
        "attachment; filename=\"__ _x_.bin\"; filename*=UTF-8''%E6%BC%A2%E5%AD%97%20%22x%22.bin");
  }

  @Test
  void aNameMayFollowTheId() throws Exception {
    assertThat(get(path() + "/any%2Fname;x").body()).isEqualTo(BYTES);
    assertThat(get(path() + "/a/b").statusCode()).isEqualTo(404);
  }

  @Test
  void headSendsHeadersOnly() throws Exception {
    HttpResponse<byte[]> answer =
        send(
            front
                .request(path())
                .method("HEAD", BodyPublishers.noBody())
                .header("Range", "bytes=0-1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertHeader(answer, "Content-Length", "1000000");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void anEmptyFileIsSent() throws Exception {
    FileView empty = file("empty", "text/plain", new byte[0]);

    HttpResponse<byte[]> answer = get("/download/" + empty.id());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertHeader(answer, "Content-Length", "0");
    assertThat(get("/download/" + empty.id(), "Range", "bytes=0-").statusCode()).isEqualTo(416);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=10-19, 10, 20",
    "bytes=999999-, 999999, 1000000",
    "bytes=-5, 999995, 1000000",
    "bytes=5-99999999, 5, 1000000",
  })
  void aRangeIsAnsweredWith206(String range, int from, int to) throws Exception {
    HttpResponse<byte[]> answer = get(path(), "Range", range);

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
    assertHeader(answer, "Content-Range", "bytes " + from + "-" + (to - 1) + "/1000000");
    assertHeader(answer, "Repr-Digest", DigestHeader.of(Sha256.of(BYTES)));
  }

  @Test
  void severalRangesAreAnsweredInParts() throws Exception {
    HttpResponse<byte[]> answer = get(path(), "Range", "bytes=0-1, 500000-599999, -3");

    assertThat(answer.statusCode()).isEqualTo(206);
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    StringBuilder expected = new StringBuilder();
    for (int[] range : new int[][] {{0, 2}, {500000, 600000}, {999997, 1000000}}) {
      expected
          .append("\r\n--")
          .append(boundary)
          .append("\r\nContent-Type: application/x-thing\r\nContent-Range: bytes ")
          .append(range[0] + "-" + (range[1] - 1) + "/1000000\r\n\r\n")
          .append(latin1(Arrays.copyOfRange(BYTES, range[0], range[1])));
    }
    expected.append("\r\n--").append(boundary).append("--\r\n");
    assertThat(latin1(answer.body())).isEqualTo(expected.toString());
    assertHeader(answer, "Content-Length", Integer.toString(expected.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=5-1", "bytes=x-1", "lines=0-1", "bytes=", "bytes=0-999999,0-999999"})
  void rangesThatMeanNothingAreIgnored(String range) throws Exception {
    assertThat(get(path(), "Range", range).statusCode()).isEqualTo(200);
  }

  @Test
  void tenThousandRangesAreIgnored() throws Exception {
    assertThat(get(path(), "Range", "bytes=" + "0-0,".repeat(9_999) + "0-0").statusCode())
        .isEqualTo(200);
  }

  @Test
  void aRangeBehindTheEndIs416() throws Exception {
    HttpResponse<String> answer =
        front.client.send(
            front.request(path()).header("Range", "bytes=1000000-").build(),
            BodyHandlers.ofString());

    UploadTest.assertProblem(answer, 416, "1000000");
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */1000000");
  }

  @Test
  void conditionsAreJudged() throws Exception {
    String etag = get(path()).headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> known = get(path(), "If-None-Match", "\"x\", W/" + etag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertHeader(known, "ETag", etag);
    assertThat(get(path(), "If-None-Match", "*").statusCode()).isEqualTo(304);
    assertThat(get(path(), "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertThat(get(path(), "If-Match", etag).statusCode()).isEqualTo(200);
    assertThat(get(path(), "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    assertThat(ranged(etag)).isEqualTo(206);
    assertThat(ranged("W/" + etag)).isEqualTo(200);
    assertThat(ranged("\"x\"")).isEqualTo(200);
    assertThat(ranged("Sun, 01 Nov 2026 10:00:00 GMT")).isEqualTo(206);
    assertThat(ranged("Sun, 01 Nov 2026 10:00:01 GMT")).isEqualTo(200);
  }

  @Test
  void onlyHarmlessTypesAreShownInline() throws Exception {
    FileView image = file("a.png", "image/png", new byte[1]);
    FileView page = file("a.html", "text/html", new byte[1]);

    assertHeader(
        get("/download/" + image.id() + "?inline=true"),
        "Content-Disposition",
        "inline; filename=\"a.png\"");
    assertHeader(
        get("/download/" + page.id() + "?inline=true"),
        "Content-Disposition",
        "attachment; filename=\"a.html\"");
    assertThat(get("/download/" + image.id() + "?inline=x").statusCode()).isEqualTo(400);
  }

  @Test
  void redirectsToANodeWhereOneHoldsItWhole() throws Exception {
    front.downloads.node = Optional.of(URI.create("http://node.example/chunk/x?signature=y"));

    HttpResponse<byte[]> answer = get(path() + "?redirect=true");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertHeader(answer, "Location", "http://node.example/chunk/x?signature=y");
    assertThat(get(path()).statusCode()).isEqualTo(200);
    front.downloads.node = Optional.empty();
    assertThat(get(path() + "?redirect=true").statusCode()).isEqualTo(200);
  }

  @Test
  void aFailureInMidTransferBreaksTheConnection() {
    front.downloads.failAt = 500_000;

    assertThatThrownBy(() -> get(path())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(path(), "Range", "bytes=100-800000"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFailureBeforeTheFirstByteIsAProblem() throws Exception {
    front.downloads.failAt = 0;

    HttpResponse<String> answer =
        front.client.send(front.request(path()).build(), BodyHandlers.ofString());

    UploadTest.assertProblem(answer, 500, "no replica is left");
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/download/",
        "/download/short",
        "/download/..%2F..%2Fetc%2Fpasswd",
        "/download/AAAAAAAAAAAAAAAAAAAAAA",
        "/download/AAAAAAAAAAAAAAAAAAAAA%00"
      })
  void unknownIdsAre404(String path) throws Exception {
    HttpResponse<String> answer =
        front.client.send(front.request(path).build(), BodyHandlers.ofString());
    UploadTest.assertProblem(answer, 404, "");

    HttpResponse<String> page =
        front.client.send(
            front.request(path).header("Accept", "text/html,*/*;q=0.8").build(),
            BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("This file is not here");
  }

  private static int ranged(String ifRange) throws Exception {
    return send(front.request(path()).header("Range", "bytes=0-1").header("If-Range", ifRange))
        .statusCode();
  }

  private static FileView file(String name, String mediaType, byte[] bytes) {
    return front
        .files
        .record(
            new UploadSpec(
                name,
                mediaType,
                Expiry.NEVER,
                LayoutChoice.DEFAULT,
                OptionalLong.empty(),
                List.of()),
            bytes)
        .file();
  }

  private static String path() {
    return "/download/" + file.id();
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = front.request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return front.client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void assertHeader(HttpResponse<byte[]> answer, String name, String value) {
    assertThat(answer.headers().firstValue(name)).as(name).hasValue(value);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
