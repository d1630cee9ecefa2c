package dev.files.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  @TempDir Path temporary;
  private ClusterDir dir;
  private StateFile file;

  @BeforeEach
  void open() {
    dir = new ClusterDir(temporary.resolve("data"));
    dir.create();
    file = new StateFile(dir);
  }

  @Test
  void readsBackWhatItWrote() {
    ClusterState state = cluster();
    file.update(none -> state);
    assertThat(new StateFile(dir).read()).isEqualTo(state);
  }

  @Test
  void isOnlyTheOwnersToRead() throws IOException {
    file.update(none -> cluster());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.stateFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void saysThatNothingWasStartedYet() {
    assertThat(file.read()).isEqualTo(ClusterState.none());
    assertThatThrownBy(() -> file.read().server("node-1")).hasMessageContaining("./files up");
  }

  @Test
  void namesTheServersThatAreThere() {
    assertThatThrownBy(() -> cluster().server("node-9"))
        .hasMessageContaining("node-9")
        .hasMessageContaining("node-1");
  }

  @Test
  void losesNoChangeOfMany() {
    file.update(none -> cluster());
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            n ->
                new StateFile(dir)
                    .update(
                        old ->
                            new ClusterState(
                                old.up(), old.offset() + 1, old.environment(), old.servers())));
    assertThat(file.read().offset()).isEqualTo(1000 + 40);
  }

  @Test
  void tellsAFileThatIsBroken() throws IOException {
    Files.writeString(dir.stateFile(), "{\"servers\": [{\"role\": \"cook\"}]}");
    assertThatThrownBy(file::read).hasMessageContaining("cluster.json");
  }

  private static ClusterState cluster() {
    return new ClusterState(
        true,
        1000,
        Map.of("FILES_COLLECT_SECONDS", "1"),
        List.of(
            ServerRecord.stopped(Role.DATABASE, 1, "postgresql://127.0.0.1:6472/files"),
            new ServerRecord(
                Role.NODE,
                1,
                "http://127.0.0.1:9130",
                Optional.of(new ProcessIdentity(4711, "boot/12")),
                Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
                true,
                false),
            ServerRecord.stopped(Role.NODE, 2, "http://127.0.0.1:9131").nowRetired()));
  }
}
