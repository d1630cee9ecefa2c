package dev.files.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  @Test
  void plainNamesNeedNoExtension() {
    assertThat(ContentDisposition.of(false, "report 1.pdf"))
        .isEqualTo("attachment; filename=\"report 1.pdf\"");
  }

  @ParameterizedTest
  @CsvSource({
    "naïve.txt, na_ve.txt, na%C3%AFve.txt",
    "Привет, ______, %D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
    "😀.png, _.png, %F0%9F%98%80.png",
    "50%.txt, 50_.txt, 50%25.txt",
    "a/b, a_b, a%2Fb"
  })
  void otherNamesGetBothForms(String name, String ascii, String extended) {
    assertThat(ContentDisposition.of(true, name))
        .isEqualTo("inline; filename=\"" + ascii + "\"; filename*=UTF-8''" + extended);
  }

  @Test
  void noControlCharacterAndNoQuoteReachesTheHeader() {
    String value = ContentDisposition.of(false, "a\r\nSet-Cookie: x\"\\\u0000");
    assertThat(value.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
    assertThat(value).startsWith("attachment; filename=\"a__Set-Cookie: x___\"; ");
  }

  @Test
  void digestsRoundTrip() {
    Sha256 hash = Sha256.of(new byte[] {1, 2, 3});
    assertThat(DigestHeader.parse("Repr-Digest", DigestHeader.of(hash))).contains(hash);
    assertThat(DigestHeader.parse("Repr-Digest", "md5=:AAAA:, " + DigestHeader.of(hash)))
        .contains(hash);
  }

  @Test
  void unknownAlgorithmsAloneAreIgnored() {
    assertThat(DigestHeader.parse("Content-Digest", "sha-512=:AAAA:")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-256",
        "sha-256=abc",
        "sha-256=:AAAA:",
        "sha-256=:!!!!:",
        "sha-256=:",
        "="
      })
  void malformedDigestsAreRefused(String value) {
    assertThatThrownBy(() -> DigestHeader.parse("Content-Digest", value))
        .isInstanceOf(FilesException.class)
        .hasMessageContaining("Content-Digest");
  }
}
