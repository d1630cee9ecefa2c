package dev.files.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.files.bench.load.RunResult;
import dev.files.bench.load.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"16KiB,16384", "4 MiB,4194304", "1g,1073741824", "1000,1000", "0,0", "7b,7"})
  void readsSizes(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "4TB", "99999999999999999999", "999999GiB"})
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesSizesWithTheLargestWholeUnit() {
    assertThat(List.of(16384L, 4L << 20, GIB, 1000L).stream().map(ByteSize::new))
        .map(ByteSize::toString)
        .containsExactly("16 KiB", "4 MiB", "1 GiB", "1000 B");
  }

  @Test
  void linesUpColumns() {
    TextTable table = new TextTable("load", "MB/s");
    table.add("a longer one", "7");
    assertThat(table)
        .hasToString(
            """
            | load         | MB/s |
            | ------------ | ---: |
            | a longer one |    7 |
            """);
  }

  @Test
  void summarizesRunsByTheirMedians() {
    Summary summary = Summary.of("PUT", "here", List.of(run(1, 2.0), run(2, 4.0), run(4, 9.0)));
    assertThat(summary.serverCpuSecondsPerGib()).isEqualTo(new Spread(4, 2, 9));
    assertThat(summary.megabytesPerSecond().median()).isEqualTo(GIB / 1e6 / 2);
    assertThat(summary.serverCpuSecondsByGroup()).isEqualTo(Map.of("front", 4.0));
    assertThat(summary.failures()).isEqualTo(3);
    assertThat(SummaryTable.of(List.of(summary))).contains("537 (268-1,074)", " 4.00 |");
  }

  @Test
  void writesEveryRunAndTheMachineAsJson() throws IOException {
    Path file = directory.resolve("out.json");
    JsonFile.write(file, List.of(Summary.of("PUT", "here", List.of(run(1, 2.0)))));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/machine/processors").asInt()).isPositive();
    assertThat(json.at("/results/0/megabytesPerSecond/median").asDouble()).isPositive();
    assertThat(json.at("/results/0/runs/0/serverCpuSeconds/front").asDouble()).isEqualTo(2);
  }

  private static RunResult run(double seconds, double cpuSeconds) {
    return new RunResult(1, 1, GIB, seconds, 1, 2, Map.of("front", cpuSeconds), 0.5);
  }
}
