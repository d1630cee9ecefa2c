package dev.files.bench.report;

import dev.files.bench.load.RunResult;
import dev.files.bench.load.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One load against one target over its warm runs.
 *
 * @param name what was done, for people: {@code PUT 1 GiB x 8 clients}
 * @param serverCpuSecondsByGroup medians
 */
public record Summary(
    String name,
    String target,
    long failures,
    Spread megabytesPerSecond,
    Spread requestsPerSecond,
    Spread p50Millis,
    Spread p99Millis,
    Spread serverCpuSecondsPerGib,
    Spread benchCpuSecondsPerGib,
    Map<String, Double> serverCpuSecondsByGroup,
    List<RunResult> runs) {

  /** {@code runs} without those that only warmed up. */
  public static Summary of(String name, String target, List<RunResult> runs) {
    Map<String, Double> byGroup = new LinkedHashMap<>();
    for (String group : runs.get(0).serverCpuSeconds().keySet()) {
      byGroup.put(group, Spread.of(runs, run -> run.serverCpuSeconds().get(group)).median());
    }
    return new Summary(
        name,
        target,
        runs.stream().mapToLong(RunResult::failures).sum(),
        Spread.of(runs, RunResult::megabytesPerSecond),
        Spread.of(runs, RunResult::requestsPerSecond),
        Spread.of(runs, RunResult::p50Millis),
        Spread.of(runs, RunResult::p99Millis),
        Spread.of(runs, RunResult::serverCpuSecondsPerGib),
        Spread.of(runs, RunResult::benchCpuSecondsPerGib),
        byGroup,
        List.copyOf(runs));
  }
}
