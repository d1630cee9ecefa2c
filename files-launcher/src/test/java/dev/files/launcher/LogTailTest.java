package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path temporary;

  @Test
  void prefersTheLastLineOfTroubleToTheLastLine() throws IOException {
    Path log = temporary.resolve("server.log");
    Files.writeString(
        log, "10:00 INFO fine\n\u001b[31m10:01 ERROR the port is gone\n10:02 INFO bye\n");
    assertThat(LogTail.of(log).reason())
        .isEqualTo("10:01 ERROR the port is gone (see " + log + ")");
  }

  @Test
  void saysThatNothingWasLogged() {
    assertThat(LogTail.of(temporary.resolve("none")).reason()).startsWith("nothing was logged");
  }

  @Test
  void tellsAFailedDeploymentWithoutItsStack() {
    assertThat(
            LogTail.withoutStack("Unsatisfied\n\tat org.Weld.run(Weld.java:1)\n  dependencies\n"))
        .isEqualTo("Unsatisfied dependencies");
  }

  @Test
  void tellsOnlyWhatWasLoggedSinceTheLastStart() throws IOException {
    Path log = temporary.resolve("server.log");
    Files.writeString(
        log,
        "INFO WFLYSRV0049: WildFly starting\nERROR of yesterday\n"
            + "INFO WFLYSRV0049: WildFly starting\nINFO all is well\n");
    assertThat(LogTail.sinceStart(log).reason()).startsWith("INFO all is well");
    assertThat(LogTail.of(log).reason()).startsWith("ERROR of yesterday");
  }
}
