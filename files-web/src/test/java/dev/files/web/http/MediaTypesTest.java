package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/plain; charset=utf-8", "a/b ;\tc=\"d; e\""})
  void takesWhatRfc9110Describes(String text) {
    assertThat(MediaTypes.check("type", text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text", "text/plain;\n\na=b", "text/plain;\r\na=b", "a/b;c=\"\n\"", "a/b\n", ""})
  void refusesWhatCouldEndAHeader(String text) {
    assertThatThrownBy(() -> MediaTypes.check("type", text)).isInstanceOf(FilesException.class);
  }
}
