package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource({
    "text/plain, a.png, text/plain",
    "text/plain;, a.png, text/plain",
    "Text/Plain ; Charset=UTF-8, a, text/plain;charset=utf-8",
    "application/octet-stream;, a.png, image/png",
    "'', a.ogv, video/ogg",
  })
  void keepsWhatIsSaidInOneForm(String announced, String name, String type) {
    assertThat(MediaTypes.of(Optional.of(announced), name)).isEqualTo(type);
  }

  @Test
  void saysWhatWasFound() {
    assertThatThrownBy(() -> MediaTypes.check("mediaType", "text\r\nx"))
        .hasMessageContaining("mediaType")
        .hasMessageContaining("text??x");
    assertThatThrownBy(() -> MediaTypes.check("mediaType", "a/" + "b".repeat(126)))
        .hasMessageContaining("127");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text", "text/plain;\n\na=b", "text/plain;\r\na=b", "a/b;c=\"\n\"", "a/b\n", ""})
  void refusesWhatCouldEndAHeader(String text) {
    assertThatThrownBy(() -> MediaTypes.check("type", text)).isInstanceOf(FilesException.class);
  }
}
