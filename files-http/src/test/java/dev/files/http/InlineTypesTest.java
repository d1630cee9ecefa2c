package dev.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineTypesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "video/mp4",
        "video/webm;codecs=\"vp8, opus\"",
        "Audio/OGG",
        "audio/mpeg",
        "audio/wav"
      })
  void filmsAndSoundsMayLoadThemselves(String type) {
    assertThat(InlineTypes.allow(type)).isTrue();
    assertThat(InlineTypes.policy(true, type)).isEqualTo("default-src 'none'; media-src 'self'");
    assertThat(InlineTypes.policy(false, type)).isEqualTo(InlineTypes.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "image/svg+xml", "application/pdf", "text/xml", "nonsense", ""})
  void whatCouldRunIsNotShown(String type) {
    assertThat(InlineTypes.allow(type)).isFalse();
    assertThat(InlineTypes.policy(true, type)).isEqualTo(InlineTypes.NOTHING);
  }
}
