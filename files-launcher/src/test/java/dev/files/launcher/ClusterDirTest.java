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

  @Test
  void closesADirectoryOfItsOwnAndLeavesThatOfOthersAlone() throws IOException {
    Path fresh = temporary.resolve("a").resolve("b");
    new ClusterDir(fresh).create();
    assertThat(mode(fresh)).isEqualTo("rwx------");

    Path earlier = Files.createDirectory(temporary.resolve("earlier"));
    Files.createFile(earlier.resolve("cluster.json"));
    Files.setPosixFilePermissions(earlier, PosixFilePermissions.fromString("rwxr-xr-x"));
    new ClusterDir(earlier).create();
    assertThat(mode(earlier)).isEqualTo("rwx------");

    Path others = Files.createDirectory(temporary.resolve("others"));
    Files.createFile(others.resolve("letter"));
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwxr-xr-x"));
    new ClusterDir(others).create();
    assertThat(mode(others)).isEqualTo("rwxr-xr-x");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
