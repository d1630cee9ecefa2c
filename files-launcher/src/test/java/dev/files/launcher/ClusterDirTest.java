package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirTest {
  @TempDir Path temporary;

  @Test
  void makesASecretOnceAndKeepsIt() throws IOException {
    ClusterDir dir = new ClusterDir(temporary);
    String secret = ClusterDir.text(dir.serverSecret());
    assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32);
    assertThat(ClusterDir.text(new ClusterDir(temporary).serverSecret())).isEqualTo(secret);
    assertThat(ClusterDir.text(dir.adminToken())).isNotEqualTo(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.adminToken())))
        .isEqualTo("rw-------");
  }
}
