package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.security.SignedRead;
import dev.files.protocol.security.UrlSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP means by a request to a node, byte by byte as clients send it. */
class SemanticsTest extends NodeTest {
  private static final String ORIGIN = "https://app.example.org";
  private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @Override
  Map<String, String> rates() {
    return Map.of("FILES_ALLOWED_ORIGINS", ORIGIN);
  }

  private String signed(ChunkId id, String type, boolean inline) {
    return "/chunk/"
        + id
        + "?"
        + new UrlSigner(NodeUnderTest.SECRETS)
            .query(new SignedRead(id, "a.bin", type, inline, Instant.now().getEpochSecond() + 60));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=5-9223372036854775806                 | 206 | 56789",
        "bytes=5-99999999999999999999999999          | 206 | 56789",
        "bytes=0000000000000000000000005-00000000006 | 206 | 56",
        "bytes=-99999999999999999999                 | 206 | 0123456789",
        "bytes=,5-6,                                 | 206 | 56",
        "bytes=99999999999999999999-                 | 416 | ''",
        "bytes=6-5                                   | 200 | 0123456789",
      })
  void rangesAreReadInFull(String range, int status, String body) throws IOException {
    ChunkId id = put(BYTES);
    for (String target : List.of("/chunk/" + id, signed(id, "a/b", false))) {
      String token = target.contains("?") ? "" : RawHttp.TOKEN;
      RawHttp.Answer answer = get(target, token + "Range: " + range + "\r\n");
      assertThat(answer.status()).isEqualTo(status);
      if (status != 416) {
        assertThat(answer.text()).isEqualTo(body);
      } else {
        assertThat(answer.header("content-range")).isEqualTo("bytes */10");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | If-Match: \"nope\"               | 412",
        "GET  | If-Match: W/$TAG                 | 412",
        "GET  | If-Match: \"a,b\", $TAG          | 200",
        "GET  | If-None-Match: \"a,b\", W/$TAG   | 304",
        "HEAD | If-None-Match: $TAG              | 304",
        "HEAD | If-Match: \"nope\"               | 412",
        "HEAD | If-None-Match: \"nope\"          | 200",
      })
  void readsAreConditional(String method, String condition, int status) throws IOException {
    ChunkId id = put(BYTES);
    String headers = condition.replace("$TAG", "\"" + id + "\"") + "\r\n";
    for (String target : List.of("/chunk/" + id, signed(id, "a/b", false))) {
      String token = target.contains("?") ? "" : RawHttp.TOKEN;
      assertThat(RawHttp.send(node, method, target, token + headers).status())
          .as(target)
          .isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE | ?generation=1000000 | If-Match: \"nope\"",
        "DELETE | ?generation=1000000 | If-Match: W/$TAG",
        "DELETE | ?generation=1000000 | If-None-Match: *",
        "DELETE | ?generation=1000000 | If-None-Match: $TAG",
        "POST   | /keep               | If-Match: \"nope\"",
        "POST   | /copy               | If-Match: \"nope\"",
      })
  void nothingIsDoneUnderAConditionThatDoesNotHold(String method, String rest, String condition)
      throws IOException {
    ChunkId id = put(BYTES);
    String generation = trusted("HEAD", "/chunk/" + id).header("files-generation");
    String target = "/chunk/" + id + rest.replace("1000000", generation);

    RawHttp.Answer answer =
        RawHttp.send(
            node,
            method,
            target,
            RawHttp.TOKEN
                + condition.replace("$TAG", "\"" + id + "\"")
                + "\r\nContent-Length: 0\r\n");

    assertThat(answer.status()).isEqualTo(412);
    assertThat(trusted("HEAD", "/chunk/" + id).header("files-generation")).isEqualTo(generation);
  }

  @Test
  void aChunkIsDeletedUnderAConditionThatHolds() throws IOException {
    ChunkId id = put(BYTES);
    String generation = trusted("HEAD", "/chunk/" + id).header("files-generation");

    RawHttp.Answer answer =
        RawHttp.send(
            node,
            "DELETE",
            "/chunk/" + id + "?generation=" + generation,
            RawHttp.TOKEN + "If-Match: \"" + id + "\"\r\n");

    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void aLinkThatIsAskedForAgainKeepsItsName() throws IOException {
    ChunkId id = put(BYTES);
    RawHttp.Answer answer =
        get(signed(id, "text/plain", false), "If-None-Match: \"" + id + "\"\r\n");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("etag")).isEqualTo("\"" + id + "\"");
    assertThat(answer.header("content-disposition")).contains("a.bin");
    assertThat(answer.header("cache-control")).isEqualTo("private, no-cache");
  }

  @Test
  void filmsPlayAndPagesAreSaved() throws IOException {
    ChunkId id = put(BYTES);
    RawHttp.Answer film = get(signed(id, "video/webm;codecs=vp8", true), "");
    assertThat(film.header("content-security-policy"))
        .isEqualTo("default-src 'none'; media-src 'self'");
    assertThat(film.header("content-disposition")).startsWith("inline");
    RawHttp.Answer page = get(signed(id, "text/html", true), "");
    assertThat(page.header("content-security-policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(page.header("content-disposition")).startsWith("attachment");
  }

  @Test
  void allowedOriginsReadLinksByScript() throws IOException {
    String target = signed(put(BYTES), "a/b", false);
    String origin = "Origin: " + ORIGIN + "\r\n";

    RawHttp.Answer answer = get(target, origin);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo(ORIGIN);
    assertThat(answer.header("vary")).contains("Origin");
    assertThat(get(target, "Origin: null\r\n").header("access-control-allow-origin"))
        .isEqualTo("null");
    assertThat(get(target, "Origin: http://evil.example\r\n").headers())
        .doesNotContainKey("access-control-allow-origin");
    RawHttp.Answer preflight =
        RawHttp.send(node, "OPTIONS", target, origin + "Access-Control-Request-Method: GET\r\n");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, HEAD");
  }

  @Test
  void pagesOfOthersChangeNothing() throws IOException {
    ChunkId id = put(BYTES);
    for (String method : List.of("POST", "DELETE", "PUT")) {
      RawHttp.Answer answer =
          RawHttp.send(
              node,
              method,
              "/chunk/" + id,
              RawHttp.TOKEN + "Origin: http://evil.example\r\nContent-Length: 0\r\n");
      assertThat(answer.status()).as(method).isEqualTo(403);
    }
    assertThat(trusted("HEAD", "/chunk/" + id).status()).isEqualTo(200);
  }
}
