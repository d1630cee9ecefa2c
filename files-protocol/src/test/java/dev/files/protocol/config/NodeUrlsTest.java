package dev.files.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeUrlsTest {
  private static final Pattern NAMED =
      NodeUrls.of(
          new Settings(Map.of()), List.of(URI.create("https://front1.internal:8443/files")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9131",
        "http://localhost",
        "http://[::1]:8080/",
        "http://Front1.internal:8080",
        "https://front1.internal/base"
      })
  void takesThisMachineAndTheHostsThatWereNamed(String url) {
    assertThat(NAMED.matcher(url).matches()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1:80@evil.example",
        "http://front1.internal.evil.example",
        "http://front1xinternal",
        "ftp://localhost"
      })
  void takesNoOther(String url) {
    assertThat(NAMED.matcher(url).matches()).isFalse();
  }

  @Test
  void takesWhatTheOperatorSays() {
    Pattern own =
        NodeUrls.of(new Settings(Map.of(NodeUrls.SETTING, "http://node\\d+:8080")), List.of());
    assertThat(own.matcher("http://node7:8080").matches()).isTrue();
    assertThat(own.matcher("http://localhost:8080").matches()).isFalse();
    assertThatThrownBy(() -> NodeUrls.of(new Settings(Map.of(NodeUrls.SETTING, "(")), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(NodeUrls.SETTING);
  }
}
