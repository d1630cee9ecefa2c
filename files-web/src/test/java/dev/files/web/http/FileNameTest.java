package dev.files.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "漢字 résumé.pdf", "שלום.txt", "../etc/passwd", "👩‍👩‍👧.png"})
  void anyScriptIsAName(String name) {
    assertThat(FileName.check(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\nb", "a\u0000b", "a\u2028b", "invoice\u202efdp.exe", "a\u2066b", "\ud800"})
  void whatHidesOrTurnsTextIsNot(String name) {
    assertThatThrownBy(() -> FileName.check(name)).isInstanceOf(FilesException.class);
  }
}
