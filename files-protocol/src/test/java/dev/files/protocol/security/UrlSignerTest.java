package dev.files.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlSignerTest {
  private static final String OLD = "an old secret of some length";
  private static final String NEW = "a new secret of some length";
  private static final ChunkId CHUNK = new ChunkId(Sha256.of(new byte[] {1}));
  private static final SignedRead READ =
      new SignedRead(CHUNK, "a&b=c\n.txt", "text/plain; charset=utf-8", true, 1000);
  private static final Instant BEFORE = Instant.ofEpochSecond(999);

  private final UrlSigner signer = new UrlSigner(new Secrets(List.of(NEW, OLD)));

  @Test
  void theNodeIsSigned() {
    NodeId node = new NodeId("a".repeat(32));
    SignedRead named = new SignedRead(CHUNK, Optional.of(node), "a", "text/plain", false, 2000);
    String query = signer.query(named);
    assertThat(signer.verify(CHUNK, query, Instant.ofEpochSecond(1999))).contains(named);
    assertThat(
            signer.verify(
                CHUNK, query.replace(node.hex(), "b".repeat(32)), Instant.ofEpochSecond(1999)))
        .isEmpty();
    assertThat(
            signer.verify(
                CHUNK, query.replace("&node=" + node.hex(), ""), Instant.ofEpochSecond(1999)))
        .isEmpty();
  }

  @Test
  void signsForNodesOfTheVersionBeforeAsThatVersionDid() {
    assertThat(signer.query(READ))
        .endsWith("&signature=h5E0cUPbQg0EeRkflWArsHcYcsBkE86eysYN5bg5S_o");
  }

  @Test
  void allowsWhatWasSigned() {
    assertThat(signer.verify(CHUNK, signer.query(READ), BEFORE)).contains(READ);
  }

  @Test
  void acceptsThePreviousSecretDuringARotation() {
    String query = new UrlSigner(new Secrets(List.of(OLD))).query(READ);
    assertThat(signer.verify(CHUNK, query, BEFORE)).contains(READ);
    assertThat(new UrlSigner(new Secrets(List.of(NEW))).verify(CHUNK, query, BEFORE)).isEmpty();
  }

  @Test
  void endsAtTheExpiry() {
    assertThat(signer.verify(CHUNK, signer.query(READ), Instant.ofEpochSecond(1000))).isEmpty();
  }

  @Test
  void isForOneChunkOnly() {
    ChunkId other = new ChunkId(Sha256.of(new byte[] {2}));
    assertThat(signer.verify(other, signer.query(READ), BEFORE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "expires=1000, expires=9000",
    "inline=true, inline=false",
    "type=text, type=html",
    "name=a, name=b",
    "signature=, signature=A",
    "expires=1000, expires=x",
    "inline=true&, ''",
    "expires, expires=1000&expires"
  })
  void noPartCanBeChanged(String from, String to) {
    String forged = signer.query(READ).replaceFirst(from, to);
    assertThat(signer.verify(CHUNK, forged, BEFORE)).isEmpty();
  }

  @Test
  void secretsAreComparedWholeAndNeverPrinted() {
    Secrets secrets = new Secrets(List.of(NEW));
    assertThat(secrets.accepts(secrets.authorization())).isTrue();
    assertThat(secrets.accepts("bearer " + NEW)).isTrue();
    assertThat(secrets.accepts("Bearer " + NEW.substring(1))).isFalse();
    assertThat(secrets.accepts("Basic " + NEW)).isFalse();
    assertThat(secrets.accepts("")).isFalse();
    assertThat(secrets.toString()).doesNotContain(NEW);
  }
}
