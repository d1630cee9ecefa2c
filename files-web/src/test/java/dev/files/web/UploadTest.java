package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.metadata.FileView;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.DigestHeader;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTest {
  private static RunningFront front;

  @BeforeAll
  static void start() throws Exception {
    front = new RunningFront();
  }

  @AfterAll
  static void stop() {
    front.close();
  }

  @AfterEach
  void everySessionIsClosed() {
    front.uploads.refusal = Optional.empty();
    assertThat(front.uploads.openSessions).hasValue(0);
  }

  @Nested
  class Put {
    @Test
    void answersTheDownloadUrlAsText() throws Exception {
      HttpResponse<String> answer = put("/upload/a.txt", "hello");

      assertThat(answer.statusCode()).isEqualTo(201);
      String url = answer.headers().firstValue("Location").orElseThrow();
      assertThat(answer.body()).isEqualTo(url + "\n");
      assertThat(answer.headers().firstValue("Files-Durability")).hasValue("copies=2; fsync");
      assertThat(url)
          .isEqualTo(front.uri("/download/" + newest().id()).toString())
          .startsWith("http://127.0.0.1:");
    }

    @Test
    void answersTheMetadataAsJson() throws Exception {
      HttpResponse<String> answer =
          send(
              front
                  .request("/upload/a.txt?expires=P7D")
                  .header("Accept", "application/json")
                  .PUT(BodyPublishers.ofByteArray(new byte[2500])));

      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/json");
      JsonNode json = new ObjectMapper().readTree(answer.body());
      FileView file = newest();
      assertThat(json.get("id").textValue()).isEqualTo(file.id().text());
      assertThat(json.get("name").textValue()).isEqualTo("a.txt");
      assertThat(json.get("mediaType").textValue()).isEqualTo("text/plain");
      assertThat(json.get("size").longValue()).isEqualTo(2500);
      assertThat(json.get("sha256").textValue()).isEqualTo(Sha256.of(new byte[2500]).hex());
      assertThat(json.get("uploaded").textValue()).isEqualTo("2026-11-01T10:00:00Z");
      assertThat(json.get("expires").textValue()).isEqualTo("2026-11-08T10:00:00Z");
      assertThat(json.get("layout").textValue()).isEqualTo("fixed");
      assertThat(json.get("pageUrl").textValue()).endsWith("/file/" + file.id());
      assertThat(json.get("manageToken").textValue()).startsWith("manage-token-of-");
      assertThat(json.get("chunks")).hasSize(3);
      assertThat(json.get("chunks").get(2).get("order").intValue()).isEqualTo(2);
      assertThat(json.get("chunks").get(2).get("size").intValue()).isEqualTo(500);
      assertThat(json.get("chunks").get(2).get("locations").get(0).textValue())
          .isEqualTo(MemoryFiles.NODE.hex());
    }

    @Test
    void takesAFormTypedBodyAsBytes() throws Exception {
      send(
          front
              .request("/upload/b.bin")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .PUT(BodyPublishers.ofString("a=1&b=2")));

      assertThat(new String(front.files.bytes(newest()), StandardCharsets.UTF_8))
          .isEqualTo("a=1&b=2");
      assertThat(newest().mediaType()).isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @CsvSource({
      "a;b=c.txt, a;b=c.txt",
      "a%2Fb.txt, a/b.txt",
      "a+b%20c.txt, a+b c.txt",
      "%E6%BC%A2%E5%AD%97.txt, 漢字.txt",
      "..%2F..%2Fetc%2Fpasswd, ../../etc/passwd",
      "%25.txt, %.txt",
      "%3F%23, ?#"
    })
    void keepsAnyName(String raw, String name) throws Exception {
      assertThat(put("/upload/" + raw, "x").statusCode()).isEqualTo(201);
      assertThat(newest().name()).isEqualTo(name);
    }

    @Test
    void takesABodyOfUnknownLength() throws Exception {
      byte[] bytes = new byte[300_000];
      new Random(1).nextBytes(bytes);
      HttpResponse<String> answer =
          send(
              front
                  .request("/upload/c")
                  .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));

      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(front.files.bytes(newest())).isEqualTo(bytes);
    }

    @Test
    void takesNoBytes() throws Exception {
      assertThat(put("/upload/none", "").statusCode()).isEqualTo(201);
      assertThat(newest().size()).isZero();
    }

    @Test
    void passesTheLayoutOn() throws Exception {
      assertThat(put("/upload/e?layout=equal&parts=6", "x").statusCode()).isEqualTo(201);
      assertThat(newest().layout()).isEqualTo(Layout.EQUAL);
      assertThat(
              send(front
                      .request("/upload/e?layout=equal")
                      .PUT(
                          BodyPublishers.ofInputStream(
                              () -> new ByteArrayInputStream(new byte[1]))))
                  .statusCode())
          .isEqualTo(411);
    }

    @ParameterizedTest
    @CsvSource({
      "/upload/a?layout=x, 400, layout",
      "/upload/a?parts=7, 400, parts",
      "/upload/a?expires=yesterday, 400, yesterday",
      "/upload/a?expires=2001-01-01T00:00:00Z, 400, 2001",
      "/upload/a?expire=P1D, 400, expire",
      "/upload/a?expires=P1D&expires=P2D, 400, expires",
      "/upload/, 400, name",
      "/upload/a/b, 400, %2F",
      "/upload/%00, 400, name",
      "/upload/a%0D%0AX-Evil:1, 400, name",
      "/upload/%C0%AF, 400, UTF-8",
    })
    void refusesWithAReason(String path, int status, String word) throws Exception {
      int before = front.files.all().size();

      assertProblem(put(path, "x"), status, word);

      assertThat(front.files.all()).hasSize(before);
    }

    @Test
    void refusesLongNames() throws Exception {
      assertThat(put("/upload/" + "ä".repeat(127).replace("ä", "%C3%A4"), "x").statusCode())
          .isEqualTo(201);
      assertProblem(put("/upload/" + "%C3%A4".repeat(128), "x"), 400, "255");
    }

    @ParameterizedTest
    @CsvSource({
      "Content-Encoding, gzip, 415",
      "Content-Range, bytes 0-1/2, 400",
      "Content-Digest, nonsense, 400",
      "Repr-Digest, sha-256=:AAAA:, 400",
      "Content-Digest, sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:, 422",
      "Repr-Digest, sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:, 422",
      "Content-Type, nonsense, 400",
    })
    void refusesWrongHeaders(String name, String value, int status) throws Exception {
      assertProblem(
          send(front.request("/upload/a").header(name, value).PUT(BodyPublishers.ofString("x"))),
          status,
          "");
    }

    @Test
    void checksAnnouncedDigests() throws Exception {
      String digest = DigestHeader.of(Sha256.of("x".getBytes(StandardCharsets.UTF_8)));
      assertThat(
              send(front
                      .request("/upload/a")
                      .header("Content-Digest", "md5=:AAAA:, " + digest)
                      .header("Repr-Digest", "sha-512=:AAAA:")
                      .header("Content-Encoding", "identity")
                      .PUT(BodyPublishers.ofString("x")))
                  .statusCode())
          .isEqualTo(201);
    }

    @Test
    void passesARefusalOnWithItsPause() throws Exception {
      front.uploads.refusal =
          Optional.of(
              new FilesException(
                  ProblemType.UNAVAILABLE, "too few nodes", Duration.ofMillis(2500)));

      HttpResponse<String> answer = put("/upload/a", "x");

      assertProblem(answer, 503, "too few nodes");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("3");
    }

    @Test
    void otherMethodsAreToldWhatIsAllowed() throws Exception {
      HttpResponse<String> answer = send(front.request("/upload/a").GET());

      assertProblem(answer, 405, "PUT");
      assertThat(answer.headers().firstValue("Allow")).hasValue("PUT");
    }
  }

  @Nested
  class Post {
    @Test
    void recordsEveryFileOfAForm() throws Exception {
      HttpResponse<String> answer =
          post(
              field("expires", "P1D")
                  + field("layout", "whole")
                  + file("ä.txt", "one")
                  + file("b.png", "two")
                  + file("", ""));

      assertThat(answer.statusCode()).isEqualTo(201);
      List<FileView> all = front.files.all();
      FileView first = all.get(all.size() - 2);
      assertThat(first.name()).isEqualTo("ä.txt");
      assertThat(first.layout()).isEqualTo(Layout.WHOLE);
      assertThat(first.expires()).isPresent();
      assertThat(newest().mediaType()).isEqualTo("image/png");
      assertThat(answer.body().lines())
          .containsExactly(
              front.uri("/download/" + first.id()).toString(),
              front.uri("/download/" + newest().id()).toString());
    }

    @Test
    void answersAnArray() throws Exception {
      HttpResponse<String> answer =
          send(form(file("a", "one")).header("Accept", "application/json"));

      JsonNode json = new ObjectMapper().readTree(answer.body());
      assertThat(json.isArray()).isTrue();
      assertThat(json.get(0).get("name").textValue()).isEqualTo("a");
      assertThat(json.get(0).get("manageToken").textValue()).isNotEmpty();
    }

    @Test
    void checksTheSizeOfTheNextFile() throws Exception {
      assertThat(post(field("size", "3") + file("a", "one")).statusCode()).isEqualTo(201);
      assertProblem(post(field("size", "4") + file("a", "one")), 422, "size");
      assertProblem(post(field("size", "-1") + file("a", "one")), 400, "size");
      assertProblem(post(field("size", "99999999999") + file("a", "one")), 413, "");
    }

    @Test
    void refusesForms() throws Exception {
      int before = front.files.all().size();
      assertProblem(post(file("a", "one") + field("expires", "P1D")), 400, "expires");
      assertProblem(post(field("layout", "x") + file("a", "one")), 400, "layout");
      assertProblem(post(field("colour", "x") + file("a", "one")), 400, "colour");
      assertProblem(post(field("expires", "P1D")), 400, "no file");
      assertProblem(post(file("", "")), 400, "no file");
      assertProblem(post(file("", "bytes")), 400, "name");
      assertProblem(post(file("a%0D%0Ab", "bytes")), 400, "name");
      assertProblem(post(file("a", "one") + file("a", "x".repeat(2_100_000))), 413, "");
      assertProblem(
          send(
              front
                  .request("/upload")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))),
          415,
          "multipart");
      assertThat(front.files.all()).hasSize(before);
    }

    @Test
    void checksTheDigestOfAPart() throws Exception {
      String digest = DigestHeader.of(Sha256.of("one".getBytes(StandardCharsets.UTF_8)));
      assertThat(post(file("a", "one", "Content-Digest: " + digest)).statusCode()).isEqualTo(201);
      assertProblem(post(file("a", "two", "Content-Digest: " + digest)), 422, "");
      assertProblem(post(file("a", "one", "Content-Encoding: gzip")), 415, "");
      assertProblem(post(file("a", "one", "Content-Transfer-Encoding: base64")), 415, "");
    }
  }

  private static FileView newest() {
    List<FileView> all = front.files.all();
    return all.get(all.size() - 1);
  }

  private static HttpResponse<String> put(String path, String body) throws Exception {
    return send(front.request(path).PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> post(String parts) throws Exception {
    return send(form(parts));
  }

  private static HttpRequest.Builder form(String parts) {
    return front
        .request("/upload")
        .header("Content-Type", "multipart/form-data; boundary=XyZ")
        .POST(BodyPublishers.ofString(parts + "--XyZ--\r\n"));
  }

  private static String field(String name, String value) {
    return "--XyZ\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  private static String file(String name, String content, String... headers) {
    return "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + name
        + "\"\r\n"
        + String.join("\r\n", headers)
        + (headers.length == 0 ? "\r\n" : "\r\n\r\n")
        + content
        + "\r\n";
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return front.client.send(request.build(), BodyHandlers.ofString());
  }

  static void assertProblem(HttpResponse<String> answer, int status, String word) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode json = new ObjectMapper().readTree(answer.body());
    assertThat(json.get("status").intValue()).isEqualTo(status);
    assertThat(json.get("type").textValue()).startsWith("urn:files:problem:");
    assertThat(json.get("detail").textValue()).contains(word);
  }
}
