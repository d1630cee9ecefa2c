package dev.files.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.Expiry;
import dev.files.metadata.RecordedFile;
import dev.files.upload.LayoutChoice;
import dev.files.upload.UploadSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP means by a request, byte by byte as clients send it. */
class SemanticsTest {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String MODIFIED = "Sun, 01 Nov 2026 10:00:00 GMT";

  private static RunningFront front;

  private RecordedFile recorded;
  private String id;

  @BeforeAll
  static void start() throws Exception {
    front = new RunningFront();
  }

  @AfterAll
  static void stop() {
    front.close();
  }

  @BeforeEach
  void record() {
    recorded = file("a.txt", "text/plain", "0123456789");
    id = recorded.file().id().text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=5-9223372036854775806                 | 206 | 56789",
        "bytes=5-9223372036854775807                 | 206 | 56789",
        "bytes=5-99999999999999999999999999          | 206 | 56789",
        "bytes=0000000000000000000000005-00000000006 | 206 | 56",
        "bytes=-99999999999999999999                 | 206 | 0123456789",
        "bytes=,,5-6 ,,                              | 206 | 56",
        "BYTES=5-6                                   | 206 | 56",
        "bytes=9223372036854775807-                  | 416 | ''",
        "bytes=99999999999999999999-                 | 416 | ''",
        "bytes=6-5                                   | 200 | 0123456789",
        "bytes=0x5-6                                 | 200 | 0123456789",
        "lines=5-6                                   | 200 | 0123456789",
      })
  void rangesAreReadInFull(String range, int status, String body) throws Exception {
    String answer = get("/download/" + id, "Range: " + range);

    assertThat(status(answer)).as(answer).isEqualTo(status);
    if (status == 416) {
      assertThat(answer).contains("Content-Range: bytes */10\r\n");
    } else {
      assertThat(body(answer)).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | If-Match: \"nope\"                                   | 412",
        "GET    | If-None-Match: \"nope\", $TAG                        | 304",
        "HEAD   | If-None-Match: W/$TAG                                | 304",
        "GET    | If-Modified-Since: $MODIFIED                         | 304",
        "GET    | If-Modified-Since: Sun, 01 Nov 2026 09:59:59 GMT     | 200",
        "GET    | If-Unmodified-Since: Sun, 01 Nov 2026 09:59:59 GMT   | 412",
        "GET    | If-None-Match: \"nope\" & If-Modified-Since: $MODIFIED | 200",
      })
  void downloadsAreConditional(String method, String headers, int status) throws Exception {
    String tag = header(get("/download/" + id), "ETag");

    String answer =
        exchange(
            method + " /download/" + id,
            headers
                .replace("$TAG", tag)
                .replace("$MODIFIED", MODIFIED)
                .replaceAll(" *& *", "\r\n"));

    assertThat(status(answer)).as(answer).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE | If-Match: \"nope\"          | 412",
        "DELETE | If-Match: nope              | 412",
        "DELETE | If-Match: W/$TAG            | 412",
        "DELETE | If-Match: \"a,b\", \"c\"    | 412",
        "DELETE | If-None-Match: *            | 412",
        "DELETE | If-None-Match: $TAG         | 412",
        "POST   | If-Match: \"nope\"          | 412",
        "POST   | If-None-Match: \"x\", $TAG  | 412",
      })
  void nothingIsDoneUnderAConditionThatDoesNotHold(String method, String condition, int status)
      throws Exception {
    String tag = header(get("/file/" + id), "ETag");

    String answer = change(method, condition.replace("$TAG", tag), recorded.manageToken());

    assertThat(status(answer)).as(answer).isEqualTo(status);
    assertThat(front.files.find(recorded.file().id()).orElseThrow().name()).isEqualTo("a.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE | If-Match: \"x\", $TAG       | 204",
        "DELETE | If-Match: *                 | 204",
        "POST   | If-Match: $TAG              | 200",
        "POST   | If-None-Match: \"a,b\"      | 200",
      })
  void whatHoldsIsNoHindrance(String method, String condition, int status) throws Exception {
    String tag = header(get("/file/" + id), "ETag");

    String answer = change(method, condition.replace("$TAG", tag), recorded.manageToken());

    assertThat(status(answer)).as(answer).isEqualTo(status);
  }

  @Test
  void whoMayNotChangeAFileIsNotToldItsState() throws Exception {
    assertThat(status(change("DELETE", "If-Match: \"nope\"", "somebody-elses-token-012")))
        .isEqualTo(401);
  }

  @Test
  void anUploadIsNoReplacement() throws Exception {
    String put = "PUT /upload/a";
    assertThat(status(exchange(put, "If-Match: *\r\nContent-Length: 0"))).isEqualTo(412);
    assertThat(status(exchange(put, "If-None-Match: *\r\nContent-Length: 0"))).isEqualTo(201);
  }

  @Test
  void aRenamedFileIsAnotherDownload() throws Exception {
    String before = get("/download/" + id);
    change("POST", "X: y", recorded.manageToken());

    String again = get("/download/" + id, "If-None-Match: " + header(before, "ETag"));

    assertThat(status(again)).as(again).isEqualTo(200);
    assertThat(header(again, "Content-Disposition")).contains("b.txt");
    String dated = get("/download/" + id, "If-Modified-Since: " + MODIFIED);
    assertThat(status(dated)).as(dated).isEqualTo(200);
    String same = get("/download/" + id, "If-None-Match: " + header(again, "ETag"));
    assertThat(status(same)).isEqualTo(304);
    for (String name : List.of("Content-Disposition", "ETag", "Cache-Control", "Last-Modified")) {
      assertThat(header(same, name)).as(name).isEqualTo(header(again, name));
    }
  }

  @Test
  void metadataIsAskedForAgainCheaply() throws Exception {
    String first = get("/file/" + id);
    String tag = "If-None-Match: " + header(first, "ETag");

    String again = get("/file/" + id, tag);
    assertThat(status(again)).isEqualTo(304);
    assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag"));
    assertThat(header(again, "Vary")).contains("Accept");
    change("POST", "X: y", recorded.manageToken());
    assertThat(status(get("/file/" + id, tag))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0\r\nHost:",
        "HTTP/1.0\r\nHost: default-host:8080",
        "HTTP/1.0\r\nX: y",
        "HTTP/1.1\r\nHost:",
        "HTTP/1.1\r\nHost: x:0",
        "HTTP/1.1\r\nHost: x:65536",
        "HTTP/1.1\r\nHost: [::g]",
        "HTTP/1.1\r\nHost: x\r\nHost: y",
      })
  void linksAreMadeOfAHostThatWasSent(String version) throws Exception {
    int before = front.files.all().size();
    for (String call : List.of("PUT /upload/a", "GET /file/" + id)) {
      String answer =
          raw(call + " " + version + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
      assertThat(status(answer)).as(answer).isEqualTo(400);
    }
    assertThat(front.files.all()).hasSize(before);
  }

  @Test
  void aHostIsMissedBeforeTheBodyIsRead() throws Exception {
    for (String head :
        List.of(
            "PUT /upload/a HTTP/1.0",
            "POST /file/" + id + " HTTP/1.0\r\nAuthorization: Bearer " + recorded.manageToken())) {
      String answer =
          raw(head + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
      assertThat(status(answer)).as(answer).isEqualTo(400);
      assertThat(answer).contains("Host is missing");
    }
  }

  @Test
  void aHostThatWasSentIsPartOfTheLink() throws Exception {
    assertThat(body(raw("PUT /upload/a HTTP/1.0\r\nHost: [::1]:9\r\nContent-Length: 1\r\n\r\nx")))
        .startsWith("http://[::1]:9/download/");
  }

  @Test
  void healthNeedsNoHost() throws Exception {
    assertThat(status(raw("GET /health/live HTTP/1.0\r\n\r\n"))).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain;                 | 201 | text/plain",
        "text/plain ; ;              | 201 | text/plain",
        "Text/HTML; Charset=\"UTF-8\" | 201 | text/html;charset=utf-8",
        "a/b;c=\"x\\\"y\"            | 201 | a/b;c=\"x\\\"y\"",
        "text                        | 400 | text",
        "text/plain; charset         | 400 | text/plain; charset",
        "text/plain; a=\"            | 400 | text/plain; a=",
      })
  void mediaTypesAreReadInFull(String type, int status, String found) throws Exception {
    String answer = exchange("PUT /upload/a", "Content-Type: " + type + "\r\nContent-Length: 0");

    assertThat(status(answer)).as(answer).isEqualTo(status);
    if (status == 400) {
      assertThat(answer.replace("\\\"", "\"")).contains("Content-Type").contains("found " + found);
    } else {
      List<dev.files.metadata.FileView> all = front.files.all();
      assertThat(all.get(all.size() - 1).mediaType()).isEqualTo(found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Origin: http://evil.example & Sec-Fetch-Site: cross-site | 403",
        "Origin: http://evil.example                              | 403",
        "Sec-Fetch-Site: cross-site                               | 403",
        "Origin: http://x:81 & Sec-Fetch-Site: same-site          | 403",
        "Origin: null                                             | 403",
        "Origin: https://x                                        | 403",
        "Origin: http://x & Origin: http://evil.example           | 403",
        "Origin: http://x                                         | 201",
        "Origin: http://x & Sec-Fetch-Site: same-origin           | 201",
        "Sec-Fetch-Site: none                                     | 201",
        "Origin: https://app.example.org & Sec-Fetch-Site: cross-site | 201",
        "X: y                                                     | 201",
      })
  void pagesOfOthersChangeNothing(String headers, int status) throws Exception {
    int before = front.files.all().size();

    String answer =
        exchange("PUT /upload/a", headers.replaceAll(" *& *", "\r\n") + "\r\nContent-Length: 0");

    assertThat(status(answer)).as(answer).isEqualTo(status);
    assertThat(front.files.all()).hasSize(status == 201 ? before + 1 : before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /upload",
        "PUT /upload/a",
        "POST /file",
        "POST /file/x",
        "DELETE /file/x",
        "POST /ping",
        "PATCH /nowhere",
        "POST /"
      })
  void everyUnsafeMethodIsJudged(String call) throws Exception {
    String answer = exchange(call, "Origin: http://evil.example\r\nContent-Length: 0");

    assertThat(status(answer)).as(answer).isEqualTo(403);
    assertThat(answer).contains("http://evil.example");
  }

  @Test
  void linksWorkFromEverywhere() throws Exception {
    assertThat(
            status(
                get(
                    "/download/" + id,
                    "Origin: http://evil.example\r\nSec-Fetch-Site: cross-site")))
        .isEqualTo(200);
  }

  @Test
  void allowedOriginsGetCorsAndNobodyElse() throws Exception {
    String preflight =
        "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: content-type";
    String answer =
        exchange(
            "OPTIONS /upload/a", "Origin: " + RunningFront.ALLOWED_ORIGIN + "\r\n" + preflight);
    assertThat(status(answer)).as(answer).isEqualTo(204);
    assertThat(header(answer, "Access-Control-Allow-Origin"))
        .isEqualTo(RunningFront.ALLOWED_ORIGIN);
    assertThat(header(answer, "Access-Control-Allow-Methods")).contains("PUT");
    assertThat(header(answer, "Access-Control-Allow-Headers")).contains("Content-Type");
    assertThat(header(answer, "Vary")).contains("Origin");

    String foreign = exchange("OPTIONS /upload/a", "Origin: http://evil.example\r\n" + preflight);
    assertThat(foreign).doesNotContain("Access-Control").contains("Vary: Origin");

    String bytes = get("/download/" + id, "Origin: " + RunningFront.ALLOWED_ORIGIN);
    assertThat(header(bytes, "Access-Control-Allow-Origin")).isEqualTo(RunningFront.ALLOWED_ORIGIN);
    assertThat(header(bytes, "Access-Control-Expose-Headers")).contains("Content-Range");
    // A refusal can be read by the page, too, and says what it varies by beside that.
    String refusal = get("/file/nothing", "Origin: " + RunningFront.ALLOWED_ORIGIN);
    assertThat(refusal).contains("Access-Control-Allow-Origin: https://app.example.org\r\n");
    assertThat(get("/file/" + id)).contains("Vary: Accept\r\n").contains("Vary: Origin\r\n");
  }

  @Test
  void anUploadSaysHowToManageItAndHowLongItLasts() throws Exception {
    String answer = exchange("PUT /upload/a", "Content-Length: 0");
    List<dev.files.metadata.FileView> all = front.files.all();
    dev.files.metadata.FileView file = all.get(all.size() - 1);

    assertThat(header(answer, "Files-Manage-Token")).startsWith("manage-token-of-");
    assertThat(header(answer, "Files-Expires")).isEqualTo("2026-11-08T10:00:00Z");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(body(answer)).endsWith("/download/" + file.id() + "\n");
    assertThat(
            header(exchange("PUT /upload/a?expires=never", "Content-Length: 0"), "Files-Expires"))
        .isEqualTo("never");
  }

  @Test
  void jsonEndsWithALine() throws Exception {
    assertThat(body(exchange("PUT /upload/a", "Content-Length: 0\r\nAccept: application/json")))
        .endsWith("}\n");
    assertThat(body(get("/file/" + id))).endsWith("}\n");
    assertThat(body(get("/file/x"))).endsWith("}\n");
  }

  private static RecordedFile file(String name, String type, String text) {
    return front.files.record(
        new UploadSpec(
            name, type, Expiry.NEVER, LayoutChoice.DEFAULT, OptionalLong.empty(), List.of()),
        text.getBytes(StandardCharsets.US_ASCII));
  }

  private String change(String method, String header, String token) throws IOException {
    String body = method.equals("POST") ? "{\"name\":\"b.txt\"}" : "";
    return raw(
        method
            + " /file/"
            + id
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\n"
            + header
            + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static String get(String path, String... headers) throws IOException {
    return exchange("GET " + path, String.join("\r\n", headers));
  }

  private static String exchange(String call, String headers) throws IOException {
    return raw(
        call
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + headers
            + (headers.isEmpty() ? "\r\n" : "\r\n\r\n"));
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static int status(String answer) {
    return answer.startsWith("HTTP/1.") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String header(String answer, String name) {
    for (String line : answer.substring(0, answer.indexOf("\r\n\r\n")).split("\r\n", -1)) {
      if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
        return line.substring(name.length() + 2);
      }
    }
    return "";
  }
}
