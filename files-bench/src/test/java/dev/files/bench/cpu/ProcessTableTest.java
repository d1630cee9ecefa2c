package dev.files.bench.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
  @TempDir Path proc;

  @Test
  void readsUserAndSystemTimeOfTheProcessAndItsEndedChildren() throws IOException {
    String line =
        "4242 (a (strange) name) S 17 4242 4242 0 -1 4194560 1 2 3 4 100 20 7 3 20 0 1 0 99\n";
    assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat(4242, 17, 130));
  }

  @Test
  void refusesWhatIsNoSuchLine() {
    assertThatThrownBy(() -> ProcStat.parse("")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ProcStat.parse("1 (a) S 0 1")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ProcStat.parse("x (a) S y")).isInstanceOf(IOException.class);
  }

  @Test
  void countsDescendantsOnce() throws IOException {
    process(10, 1, 100);
    process(11, 10, 20);
    process(12, 11, 3);
    process(20, 1, 1000);
    ProcessTable table = ProcessTable.read(proc);
    assertThat(table.cpuSeconds(Set.of(10L))).isEqualTo(1.23);
    assertThat(table.cpuSeconds(Set.of(10L, 12L))).isEqualTo(1.23);
  }

  @Test
  void namesAProcessThatIsGone() throws IOException {
    process(10, 1, 100);
    ProcessTable table = ProcessTable.read(proc);
    assertThatThrownBy(() -> table.cpuSeconds(Set.of(99L))).hasMessageContaining("99");
  }

  @Test
  void subtractsByGroup() throws IOException {
    process(10, 1, 100);
    process(20, 1, 200);
    Map<String, Set<Long>> groups = new LinkedHashMap<>();
    CpuMeter.addGroup(groups, "front=10");
    CpuMeter.addGroup(groups, "20");
    CpuMeter meter = new CpuMeter(groups, proc);
    Map<String, Double> before = meter.read();
    process(10, 1, 150);
    assertThat(CpuMeter.between(before, meter.read()))
        .isEqualTo(Map.of("front", 0.5, "server", 0.0));
  }

  @Test
  void refusesWhatIsNoPid() {
    Map<String, Set<Long>> groups = new LinkedHashMap<>();
    assertThatThrownBy(() -> CpuMeter.addGroup(groups, "front=x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsThisVeryProcess() throws IOException {
    Map<String, Set<Long>> groups = Map.of("self", Set.of(ProcessHandle.current().pid()));
    assertThat(new CpuMeter(groups).read().get("self")).isPositive();
    assertThat(BenchCpu.seconds()).isPositive();
  }

  private void process(long pid, long parent, long ticks) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        directory.resolve("stat"),
        pid + " (x) S " + parent + " 0 0 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0 1 0 9\n");
  }
}
