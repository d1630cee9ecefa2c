package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir Path proc;

  @Test
  void takesAProcessThatGotTheSamePidLaterForAnother() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
    assertThat(self.isAlive()).isTrue();
    assertThat(new ProcessIdentity(self.pid(), self.born() + "0").isAlive()).isFalse();
  }

  @Test
  void signalsNoStranger() throws IOException, InterruptedException {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      new ProcessIdentity(stranger.pid(), "another boot/1").signal("KILL");
      assertThat(stranger.isAlive()).isTrue();
      ProcessIdentity itself = ProcessIdentity.of(stranger.pid()).orElseThrow();
      itself.signal("KILL");
      assertThat(itself.awaitEnd(Duration.ofSeconds(10))).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void readsNamesWithBracketsAndSpaces() throws IOException {
    given("(a) b) (c", "S");
    assertThat(new ProcessIdentity(7, "boot-1/4711").isAlive(proc)).isTrue();
  }

  @Test
  void countsAZombieAsEnded() throws IOException {
    given("java", "Z");
    assertThat(new ProcessIdentity(7, "boot-1/4711").isAlive(proc)).isFalse();
  }

  private void given(String name, String state) throws IOException {
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot-1\n");
    Files.createDirectories(proc.resolve("7"));
    Files.writeString(
        proc.resolve("7/stat"),
        "7 (" + name + ") " + state + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21\n");
  }
}
