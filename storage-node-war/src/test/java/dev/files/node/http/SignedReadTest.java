package dev.files.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.security.Secrets;
import dev.files.protocol.security.SignedRead;
import dev.files.protocol.security.UrlSigner;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedReadTest extends NodeTest {
  private static final UrlSigner SIGNER = new UrlSigner(NodeUnderTest.SECRETS);

  private static SignedRead read(ChunkId id, String name, String type, boolean inline, int in) {
    return new SignedRead(id, name, type, inline, Instant.now().getEpochSecond() + in);
  }

  private static String target(UrlSigner signer, SignedRead read) {
    return "/chunk/" + read.chunk() + "?" + signer.query(read);
  }

  @Test
  void sendsTheBytesWithTheHeadersOfADownload() throws IOException {
    byte[] bytes = bytes(5 * 1024 * 1024, 1);
    ChunkId id = put(bytes);
    String target = target(SIGNER, read(id, "Größe \"1\".html", "text/html", false, 60));
    RawHttp.Answer answer = get(target, "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(bytes);
    assertThat(answer.header("content-type")).isEqualTo("text/html");
    assertThat(answer.header("content-disposition"))
        .startsWith("attachment; filename=")
        .endsWith("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.html");
    assertThat(answer.header("content-security-policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("etag")).isEqualTo("\"" + id + "\"");
    assertThat(RawHttp.send(node, "HEAD", target, "").header("content-length"))
        .isEqualTo(Integer.toString(bytes.length));
    RawHttp.Answer part = get(target, "Range: bytes=100-199\r\n");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100, 200));
  }

  @Test
  void sendsNothingForAnotherNode() throws IOException {
    ChunkId id = put(bytes(10, 2));
    long soon = Instant.now().getEpochSecond() + 60;
    Optional<NodeId> self = Optional.of(node.node().id());
    Optional<NodeId> other = Optional.of(new NodeId("0".repeat(32)));
    assertThat(
            get(target(SIGNER, new SignedRead(id, self, "a", "text/plain", false, soon)), "")
                .status())
        .isEqualTo(200);
    assertProblem(
        get(target(SIGNER, new SignedRead(id, other, "a", "text/plain", false, soon)), ""),
        ProblemType.MISDIRECTED);
  }

  @Test
  void putsNoControlCharacterOfATypeIntoAHeader() throws IOException {
    ChunkId id = put(bytes(10, 2));
    RawHttp.Answer answer =
        get(target(SIGNER, read(id, "a\r\nX: y", "text/html\r\nX: y", true, 60)), "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).doesNotContainKey("x");
    assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
  }

  @Test
  void refusesWhatWasNotSignedOrHasExpired() throws IOException {
    ChunkId id = put(bytes(10, 3));
    ChunkId other = put(bytes(10, 4));
    String good = SIGNER.query(read(id, "a", "b/c", false, 60));
    UrlSigner stranger = new UrlSigner(new Secrets(List.of("somebody else's secret")));
    List<String> targets =
        List.of(
            target(SIGNER, read(id, "a", "b/c", false, 0)),
            target(stranger, read(id, "a", "b/c", false, 60)),
            "/chunk/" + other + "?" + good,
            "/chunk/" + id + "?" + good.replace("inline=false", "inline=true"),
            "/chunk/" + id + "?" + good + "&name=x",
            "/chunk/" + id + "?signature=" + "A".repeat(43),
            "/chunk/" + id + "?signature=%zz&expires=1",
            "/chunk/" + id + "/keep?" + good);
    for (String target : targets) {
      assertThat(get(target, "").status()).as(target).isIn(403, 400);
    }
    assertProblem(get(targets.get(0), ""), ProblemType.FORBIDDEN);
  }

  @Test
  void allowsNothingButReading() throws IOException {
    ChunkId id = put(bytes(10, 5));
    String target = target(SIGNER, read(id, "a", "b/c", false, 60));
    for (String method : List.of("POST", "DELETE", "PUT")) {
      assertProblem(RawHttp.send(node, method, target, ""), ProblemType.UNAUTHORIZED);
    }
    assertProblem(
        get("/chunk?" + target.substring(target.indexOf('?') + 1), ""), ProblemType.NOT_FOUND);
  }
}
