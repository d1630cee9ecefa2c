package dev.files.bench.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened. */
final class Tally {
  /** As many as a person reads; all are counted. */
  private static final int MOST_SHOWN = 50;

  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Map<String, Integer> operations = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private int violated;

  synchronized void fault(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  /** An operation that ended so: acknowledged, refused, broken off. */
  synchronized void operation(String what, String outcome) {
    operations.merge(what + " " + outcome, 1, Integer::sum);
  }

  /** A promise was broken. */
  synchronized void violation(String what) {
    violated++;
    if (violations.size() < MOST_SHOWN) {
      violations.add(what);
    }
  }

  synchronized FaultResult result(FaultPlan plan, int files, double healingSeconds) {
    Map<String, Integer> byText = new TreeMap<>();
    faults.forEach((fault, count) -> byText.put(fault.text(), count));
    return new FaultResult(
        plan.seed(),
        plan.duration().toSeconds(),
        plan.clients(),
        byText,
        Map.copyOf(operations),
        files,
        healingSeconds,
        violated,
        List.copyOf(violations));
  }
}
