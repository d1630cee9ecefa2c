package dev.files.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  @Test
  void comparesExactOrigins() {
    Origins origins = Origins.parse("S", "https://App.example.org:443, http://localhost:3000");

    assertThat(origins.allow("https://app.example.org")).isTrue();
    assertThat(origins.allow("http://localhost:3000")).isTrue();
    for (String other :
        new String[] {
          "http://app.example.org",
          "https://app.example.org:444",
          "https://app.example.org.evil.example",
          "https://evil.example",
          "http://localhost",
          "null",
          "*",
          ""
        }) {
      assertThat(origins.allow(other)).as(other).isFalse();
    }
  }

  @Test
  void nothingAllowsNobody() {
    assertThat(Origins.parse("S", " ").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example.org",
        "https://*.example.org",
        "https://a/",
        "https://a/b",
        "https://a?b",
        "ftp://a",
        "https://u@a",
        "https://a:99999",
        "https://"
      })
  void refusesWhatIsNoExactOrigin(String text) {
    assertThatThrownBy(() -> Origins.parse("FILES_X", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FILES_X")
        .hasMessageContaining(text);
  }
}
