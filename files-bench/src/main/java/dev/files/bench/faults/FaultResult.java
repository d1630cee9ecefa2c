package dev.files.bench.faults;

import dev.files.bench.report.TextTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was done, what became of it.
 *
 * @param faults by what happened
 * @param operations by what was asked and how it ended
 * @param files whose upload was acknowledged and that nobody deleted: all were compared in the end
 * @param healingSeconds from the last fault to all copies being there
 * @param violations of what was promised
 */
public record FaultResult(
    long seed,
    long seconds,
    int clients,
    Map<String, Integer> faults,
    Map<String, Integer> operations,
    int files,
    double healingSeconds,
    int violated,
    List<String> violations) {

  /** Whether every promise was kept. */
  public boolean met() {
    return violated == 0;
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("seed %d, %d s, %d clients\n".formatted(seed, seconds, clients));
    TextTable table = new TextTable("what", "times");
    new TreeMap<>(faults).forEach((what, times) -> table.add(what, times.toString()));
    new TreeMap<>(operations).forEach((what, times) -> table.add(what, times.toString()));
    text.append(table);
    text.append(
        "%d files compared byte for byte; all copies were there %.0f s after the last fault\n"
            .formatted(files, healingSeconds));
    violations.forEach(violation -> text.append("VIOLATION ").append(violation).append('\n'));
    return text.append("%d violations\n".formatted(violated)).toString();
  }
}
