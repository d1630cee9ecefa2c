package dev.files.bench.compare;

import dev.files.bench.report.TextTable;
import java.util.List;
import java.util.Locale;

/** Goals, what was measured, and whether that is enough. */
final class GoalTable {
  private GoalTable() {}

  static String of(List<Goal> goals) {
    TextTable table = new TextTable("goal", "bound", "measured", "result");
    for (Goal goal : goals) {
      table.add(
          goal.what(),
          String.format(
              Locale.ROOT, "%s %.2f", goal.atLeast() ? "at least" : "at most", goal.bound()),
          String.format(Locale.ROOT, "%.2f", goal.measured()),
          goal.met() ? "met" : "missed");
    }
    return table.toString();
  }
}
