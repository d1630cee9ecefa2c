package dev.files.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing from outside makes a 500, a stack trace or an HTML error page of the server. */
@ExtendWith(SharedCluster.class)
class BadInputIT {
  private FilesClient files;
  private URI front;
  private String secret;

  @BeforeEach
  void client(Cluster cluster) throws IOException {
    files = cluster.client();
    front = cluster.front(1);
    secret = cluster.secret();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/download/unknown",
        "/download/AAAAAAAAAAAAAAAAAAAAAA",
        "/download/..%2f..%2fetc%2fpasswd",
        "/download/../../etc/passwd",
        "/download/%00",
        "/download/%c0%ae%c0%ae",
        "/download/%",
        "/file/unknown",
        "/no-such-page",
        "/upload/",
        "/WEB-INF/web.xml",
        "/download/",
        "/META-INF/MANIFEST.MF",
        "/file/AAAAAAAAAAAAAAAAAAAAAA"
      })
  void unknownAndMalformedPathsAreProblems(String path) throws IOException {
    String answer =
        RawHttp.exchange(
            front,
            "GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + front.getAuthority()
                + "\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    assertThat(RawHttp.status(answer)).as(answer).isIn(400, 404, 405);
    assertIsNoServerPage(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "x?layout=x, layout, x",
    "x?layout=equal&parts=7, parts, 7",
    "x?layout=equal&parts=, parts, ''",
    "x?expires=yesterday, expires, yesterday",
    "x?expires=-PT1H, expires, -PT1H",
    "x?expires=2001-01-01T00:00:00Z, expires, 2001-01-01T00:00:00Z"
  })
  void unknownFieldValuesAreNamed(String nameAndQuery, String field, String value) {
    HttpResponse<byte[]> answer = files.put(nameAndQuery, new byte[] {1});
    assertProblem(answer, 400);
    assertThat(FilesClient.json(answer).get("detail").asText()).contains(field).contains(value);
  }

  @Test
  void namesThatAreTooLongOrHoldControlCharactersAreRefused() {
    assertProblem(files.put("n".repeat(256), new byte[] {1}), 400);
    assertProblem(files.put("a%0d%0aSet-Cookie:%20x", new byte[] {1}), 400);
    assertProblem(files.put("a%00b", new byte[] {1}), 400);
    assertProblem(files.put("%c0%ae", new byte[] {1}), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 8\r\n\r\n\0\0\u00ff\u00fe\0\0\0\0",
        "Content-Length: 9\r\n\r\n{\"name\":\"",
        "Content-Length: 2\r\n\r\n[]"
      })
  void bodiesThatAreNoJsonAreRefused(String rest) throws IOException {
    String answer =
        RawHttp.exchange(
            front,
            "POST /file/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: "
                + front.getAuthority()
                + "\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\n"
                + rest);
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(400);
    assertIsNoServerPage(answer);
  }

  @Test
  void digestsAreChecked() {
    String wrong = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
    assertProblem(files.put("d", new byte[] {1}, "Content-Digest", wrong), 422);
    assertProblem(files.put("d", new byte[] {1}, "Repr-Digest", wrong), 422);
    assertProblem(files.put("d", new byte[] {1}, "Content-Digest", "nonsense"), 400);
    assertThat(files.put("d", new byte[] {1}, "Content-Digest", "sha-512=:AAAA:").statusCode())
        .isEqualTo(201);
  }

  @Test
  void contentCodingsAndRangesOnUploadsAreRefused() {
    assertProblem(files.put("c", new byte[] {1}, "Content-Encoding", "gzip"), 415);
    assertProblem(files.put("c", new byte[] {1}, "Content-Range", "bytes 0-0/2"), 400);
  }

  @Test
  void aFormTypedBodyIsAFile() {
    byte[] body = "a=1&b=2".getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> answer =
        files.put("form", body, "Content-Type", "application/x-www-form-urlencoded");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(files.download(FilesClient.json(answer).get("id").asText())).isEqualTo(body);
  }

  @Test
  void tooLargeIsToldBeforeTheBody() throws IOException {
    for (String path : new String[] {"/upload/big", "/upload/big?layout=whole"}) {
      String answer =
          RawHttp.exchange(
              front,
              "PUT "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + front.getAuthority()
                  + "\r\nContent-Length: 20000000000\r\nExpect: 100-continue\r\n\r\n");
      assertThat(RawHttp.status(answer)).as(answer).isEqualTo(413);
      assertIsNoServerPage(answer);
    }
  }

  @Test
  void equalNeedsTheSize() throws IOException {
    String answer =
        RawHttp.exchange(
            front,
            "PUT /upload/e?layout=equal HTTP/1.1\r\nHost: "
                + front.getAuthority()
                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(411);
  }

  @Test
  void aShortBodyIsNotRecorded() throws IOException {
    String answer =
        RawHttp.exchange(
            front,
            "PUT /upload/short HTTP/1.1\r\nHost: "
                + front.getAuthority()
                + "\r\nContent-Length: 100\r\n\r\nonly this");
    assertThat(answer.isEmpty() || RawHttp.status(answer) == 400).as(answer).isTrue();
  }

  @Test
  void serversProveThemselves() {
    for (String token : new String[] {"", "wrong", secret + "x"}) {
      assertProblem(post("/ping", "{}", token), 401);
      assertProblem(post("/file", "{}", token), 401);
      assertProblem(files.get("/active-nodes", "Authorization", "Bearer " + token), 401);
    }
    assertThat(files.get("/active-nodes", "Authorization", "Bearer " + secret).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"id\":1}",
        "{\"id\":\"x\"}",
        "{\"id\":\"00000000000000000000000000000001\",\"instance\":\"i\",\"url\":\"file:///etc/passwd\",\"publicUrl\":\"http://127.0.0.1:1\",\"host\":\"h\",\"zone\":\"\",\"capacityBytes\":1,\"usedBytes\":0,\"inFlight\":0,\"version\":\"1\",\"corrupt\":[]}",
        "{\"id\":\"00000000000000000000000000000001\",\"instance\":\"i\",\"url\":\"http://127.0.0.1:1\",\"publicUrl\":\"http://127.0.0.1:1\",\"host\":\"h\",\"zone\":\"\",\"capacityBytes\":-1,\"usedBytes\":0,\"inFlight\":0,\"version\":\"1\",\"corrupt\":[]}"
      })
  void malformedPingsAreRefused(String body) {
    assertProblem(post("/ping", body, secret), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"name\":\"x\",\"mediaType\":\"a/b\",\"chunks\":[{\"id\":\"zz\",\"order\":0,\"size\":1}]}",
        "{\"name\":\"x\",\"mediaType\":\"a/b\",\"chunks\":[{\"id\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"order\":0,\"size\":-1}]}",
        "{\"name\":\"x\",\"mediaType\":\"a/b\",\"chunks\":[{\"id\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"order\":5,\"size\":1}]}"
      })
  void malformedAssembliesAreRefused(String body) {
    assertProblem(post("/file", body, secret), 400);
  }

  @Test
  void rangesThatMakeNoSenseAreIgnoredOrRefused() {
    String path = "/download/" + files.upload("r", new byte[100]).get("id").asText();
    assertThat(files.get(path, "Range", "bytes=9-3").statusCode()).isEqualTo(200);
    assertThat(files.get(path, "Range", "bytes=" + "0-0,".repeat(9_999) + "0-0").statusCode())
        .isIn(200, 416);
    assertProblem(files.get(path, "Range", "bytes=100-"), 416);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "TRACE", "POST"})
  void otherMethodsAreRefused(String method) {
    HttpResponse<byte[]> answer =
        files.send(
            files
                .request("/download/AAAAAAAAAAAAAAAAAAAAAA")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    assertThat(answer.statusCode()).isIn(404, 405);
    assertIsNoServerPage(new String(answer.body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> post(String path, String body, String token) {
    return files.send(
        files
            .request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static void assertProblem(HttpResponse<byte[]> answer, int status) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(FilesClient.json(answer).get("type").asText()).startsWith("urn:files:problem:");
    assertIsNoServerPage(body);
  }

  private static void assertIsNoServerPage(String answer) {
    assertThat(answer).doesNotContain("<html", "<HTML", "Exception", "\tat ", "JBWEB", "Undertow");
  }
}
