package dev.files.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
  @TempDir Path directory;

  private SecretFiles files(Map<String, String> environment) {
    return new SecretFiles(new Settings(environment), directory, new SecureRandom());
  }

  @Test
  void makesASecretOnceForItsOwnerAlone() throws Exception {
    String first = files(Map.of()).serverSecrets().authorization();
    Path file = directory.resolve("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(files(Map.of()).serverSecrets().authorization()).isEqualTo(first);
    assertThat(first).isEqualTo("Bearer " + Files.readString(file).strip());
    try (var listed = Files.list(directory)) {
      assertThat(listed).containsExactly(file);
    }
  }

  @Test
  void makesNoFileWhenTheEnvironmentHasTheSecret() {
    Map<String, String> environment =
        Map.of("FILES_SECRET", "s".repeat(20), "FILES_ADMIN_TOKEN", "t".repeat(20));
    assertThat(files(environment).serverSecrets().accepts("Bearer " + "s".repeat(20))).isTrue();
    AdminToken token = files(environment).adminToken();
    assertThat(token.accepts("Bearer " + "t".repeat(20))).isTrue();
    assertThat(token.accepts("Bearer " + "s".repeat(20))).isFalse();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void readsTheFileThatASettingNames() throws Exception {
    Path named = directory.resolve("elsewhere");
    Files.writeString(named, "u".repeat(20) + "\n");
    assertThat(
            files(Map.of("FILES_ADMIN_TOKEN_FILE", named.toString()))
                .adminToken()
                .accepts("Bearer " + "u".repeat(20)))
        .isTrue();
  }
}
