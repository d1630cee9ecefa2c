package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HTTP means by a request, on real servers: what the server itself adds and changes counts.
 */
@ExtendWith(SharedCluster.class)
class SemanticsIT {
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private FilesClient files;
  private URI front;

  @BeforeEach
  void client(Cluster cluster) {
    files = cluster.client();
    front = cluster.front(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0\r\nHost:", "HTTP/1.0\r\nX: y", "HTTP/1.0\r\nHost: a b"})
  void linksAreMadeOfAHostThatWasSent(String version) throws IOException {
    String answer =
        RawHttp.exchange(front, "PUT /upload/a " + version + "\r\nContent-Length: 3\r\n\r\nabc");

    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(400);
    assertThat(answer).contains("Host");
  }

  @Test
  void aRenamedFileIsAnotherDownload() {
    JsonNode file = files.upload("a.txt", BYTES);
    String path = "/download/" + file.get("id").asText();
    String tag = files.get(path).headers().firstValue("ETag").orElseThrow();
    assertThat(files.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);

    assertThat(change(file, "{\"name\":\"b.txt\"}").statusCode()).isEqualTo(200);

    HttpResponse<byte[]> again = files.get(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(200);
    String newTag = again.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> known = files.get(path, "If-None-Match", newTag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.headers().firstValue("Content-Disposition").orElse("")).contains("b.txt");
  }

  @Test
  void ofTwoWhoSawTheSameOneChangesIt() {
    JsonNode file = files.upload("a.txt", BYTES);
    String path = "/file/" + file.get("id").asText();
    String tag = files.get(path).headers().firstValue("ETag").orElseThrow();

    assertThat(change(file, "{\"name\":\"b.txt\"}", "If-Match", tag).statusCode()).isEqualTo(200);
    assertThat(change(file, "{\"name\":\"c.txt\"}", "If-Match", tag).statusCode()).isEqualTo(412);
    HttpResponse<byte[]> refused =
        files.send(
            request(file, "If-Match", "\"nope\"")
                .method("DELETE", BodyPublishers.noBody())
                .build());
    assertThat(refused.statusCode()).isEqualTo(412);
    assertThat(files.metadata(file.get("id").asText()).get("name").asText()).isEqualTo("b.txt");
  }

  @Test
  void rangesAreReadInFullOnFrontAndNode() {
    String path = "/download/" + files.upload("r?layout=whole", BYTES).get("id").asText();
    String range = "bytes=,8-9223372036854775808";
    HttpResponse<byte[]> answer = files.get(path, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).containsExactly(9, 10);
    String node = files.get(path + "?redirect=true").headers().firstValue("Location").orElseThrow();
    HttpResponse<byte[]> direct =
        files.send(HttpRequest.newBuilder(URI.create(node)).header("Range", range).build());
    assertThat(direct.statusCode()).isEqualTo(206);
    assertThat(direct.body()).containsExactly(9, 10);
  }

  @Test
  void anUploadTellsTokenAndExpiry() {
    HttpResponse<byte[]> answer =
        files.send(files.request("/upload/a").PUT(BodyPublishers.ofByteArray(BYTES)).build());

    String expires = answer.headers().firstValue("Files-Expires").orElseThrow();
    assertThat(Duration.between(Instant.now(), Instant.parse(expires)))
        .isBetween(Duration.ofDays(7).minusMinutes(5), Duration.ofDays(7).plusMinutes(5));
    assertThat(answer.headers().firstValue("Files-Manage-Token").orElse("")).hasSizeGreaterThan(20);
  }

  @Test
  void pagesOfOthersChangeNothing() {
    assertThat(
            files
                .put("a", BYTES, "Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site")
                .statusCode())
        .isEqualTo(403);
  }

  private HttpResponse<byte[]> change(JsonNode file, String json, String... headers) {
    return files.send(
        request(file, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(JsonNode file, String... headers) {
    HttpRequest.Builder request =
        files
            .request("/file/" + file.get("id").asText())
            .header("Authorization", "Bearer " + file.get("manageToken").asText());
    return headers.length == 0 ? request : request.headers(headers);
  }
}
