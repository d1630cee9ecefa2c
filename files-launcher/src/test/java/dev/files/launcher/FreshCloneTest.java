package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./files} where nothing was built yet. There is nothing to build with either, so
 * what answers at all answers at once.
 */
class FreshCloneTest {
  @TempDir Path clone;

  @BeforeEach
  void copyScript() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    for (String file : List.of("files", "pom.xml")) {
      Files.copy(root.resolve(file), clone.resolve(file));
    }
  }

  @Test
  void tellsTheVersion() throws Exception {
    assertThat(files("--version")).isEqualTo("0 files 0.1.0-SNAPSHOT\n");
    assertThat(files("up", "-V")).isEqualTo("0 files 0.1.0-SNAPSHOT\n");
  }

  @Test
  void helpsWithEveryCommand() throws Exception {
    for (String command : List.of("", "up", "status", "down", "node", "front start", "database")) {
      List<String> words =
          new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ", -1)));
      words.add("--help");
      assertThat(files(words.toArray(String[]::new)))
          .as(command)
          .startsWith("0 Usage: files COMMAND")
          .contains("--data DIR");
    }
  }

  @Test
  void knowsThatNothingWasStarted() throws Exception {
    assertThat(files("status")).startsWith("0 No cluster was started here yet");
    assertThat(files("status", "--json")).isEqualTo("0 []\n");
    assertThat(files("down", "--data", "NOWHERE")).isEqualTo("0 No server runs in NOWHERE\n");
    assertThat(files("node", "kill", "node-1", "--data", "NOWHERE"))
        .startsWith("1 files: no cluster was started here yet");
    assertThat(files("nodes", "kill")).startsWith("2 files: there is no command nodes");
    assertThat(files()).startsWith("2 Usage");
    try (var left = Files.list(clone)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("files", "pom.xml");
    }
  }

  @Test
  void buildsNothingUnderServersThatRun() throws Exception {
    Files.createFile(
        Files.createDirectories(clone.resolve("files-launcher/target"))
            .resolve("files-launcher.jar"));
    Process server =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "sleep 60",
                "-Djboss.home.dir=" + clone.toRealPath() + "/wildfly-config/target/wildfly")
            .start();
    try {
      assertThat(files("up"))
          .startsWith("1 files: sources are newer than what was built, and servers run from it")
          .contains("process " + server.pid());
      // One server of the cluster that runs starts from what the others run from.
      assertThat(files("node", "start", "node-1")).contains("this one starts from it too");
    } finally {
      server.destroy();
    }
  }

  /** The exit code and all that was printed. */
  private String files(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "./files"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(clone.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + printed;
  }
}
