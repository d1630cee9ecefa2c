package dev.files.bench.compare;

import dev.files.bench.report.Summary;
import dev.files.bench.report.SummaryTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that was measured, and what it says about the goals. */
public final class ComparisonResult {
  private final List<Summary> summaries;
  private final List<Goal> goals;

  ComparisonResult(List<Summary> summaries, List<Goal> goals) {
    this.summaries = List.copyOf(summaries);
    this.goals = List.copyOf(goals);
  }

  /** Both tables, as Markdown. */
  public String text() {
    return GoalTable.of(goals) + "\n" + SummaryTable.of(summaries);
  }

  /** Plain values, to be written as JSON. */
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("goals", goals.stream().map(ComparisonResult::goal).toList());
    json.put("loads", summaries);
    return json;
  }

  public long failures() {
    return summaries.stream().mapToLong(Summary::failures).sum();
  }

  private static Map<String, Object> goal(Goal goal) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", goal.what());
    json.put(goal.atLeast() ? "atLeast" : "atMost", goal.bound());
    json.put("measured", goal.measured());
    json.put("met", goal.met());
    return json;
  }
}
