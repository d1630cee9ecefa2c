package dev.files.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @Test
  void namesVariableBoundsAndValue() {
    Settings settings = new Settings(Map.of("FILES_REPLICAS", "many"));
    assertThatThrownBy(() -> settings.number("FILES_REPLICAS", 2, 1, 16))
        .hasMessage("FILES_REPLICAS must be a number from 1 to 16, found many");
    assertThat(settings.number("FILES_OTHER", 2, 1, 16)).isEqualTo(2);
  }

  @Test
  void blankIsNotSet() {
    assertThat(new Settings(Map.of("FILES_PUBLIC_URL", " ")).text("FILES_PUBLIC_URL")).isEmpty();
  }

  @Test
  void takesASecretFromTheVariableThenItsFile(@TempDir Path dir) throws IOException {
    Path named = Files.writeString(dir.resolve("named"), "a secret in the named file\n");
    Path usual = Files.writeString(dir.resolve("usual"), "a secret in the usual file\n");
    assertThat(new Settings(Map.of("S", "direct", "S_FILE", named.toString())).secret("S", usual))
        .contains("direct");
    assertThat(new Settings(Map.of("S_FILE", named.toString())).secret("S", usual))
        .contains("a secret in the named file");
    assertThat(new Settings(Map.of()).secret("S", usual)).contains("a secret in the usual file");
    assertThat(new Settings(Map.of()).secret("S", dir.resolve("none"))).isEmpty();
  }
}
