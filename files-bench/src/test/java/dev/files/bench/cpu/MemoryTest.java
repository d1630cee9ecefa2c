package dev.files.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  @TempDir Path proc;

  @Test
  void sumsWhatTheProcessesOfAGroupHold() throws IOException {
    process(10, "Name:\tx\nVmRSS:\t     200 kB\nRssAnon:\t 1 kB\n");
    process(11, "VmRSS:\t 1 kB\n");
    assertThat(new ResidentMemory(Map.of("front", Set.of(10L, 11L)), proc).read())
        .isEqualTo(Map.of("front", 201L * 1024));
  }

  @Test
  void namesAProcessThatIsGone() throws IOException {
    process(10, "Name:\tzombie\n");
    assertThatThrownBy(() -> new ResidentMemory(Map.of("a", Set.of(99L)), proc).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99");
    assertThatThrownBy(() -> new ResidentMemory(Map.of("a", Set.of(10L)), proc).read())
        .isInstanceOf(IOException.class);
  }

  @Test
  void countsWhatLivesInThisVeryProcess() throws Exception {
    long self = ProcessHandle.current().pid();
    long before = LiveHeap.bytes(self);
    byte[] kept = new byte[16 << 20];
    assertThat(LiveHeap.bytes(self) - before).isBetween(15L << 20, 17L << 20);
    assertThat(kept[0]).isZero();
    assertThatThrownBy(() -> LiveHeap.bytes(1L << 40)).isInstanceOf(IOException.class);
  }

  private void process(long pid, String status) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(directory.resolve("status"), status);
  }
}
