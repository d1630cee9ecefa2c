package dev.files.bench.compare;

import dev.files.bench.load.Spread;
import dev.files.bench.report.Summary;
import java.util.List;
import java.util.function.Function;

/**
 * One line of what is to be reached.
 *
 * @param atLeast whether {@code bound} is the least or the most that is allowed
 */
record Goal(String what, boolean atLeast, double bound, double measured) {
  boolean met() {
    return atLeast ? measured >= bound : measured <= bound;
  }

  /** The share of Files in what another target reached in the same match, by medians. */
  static Goal ratio(
      List<Summary> match, String other, double least, Function<Summary, Spread> figure) {
    Summary files = find(match, Comparison.FILES);
    double ratio = figure.apply(files).median() / figure.apply(find(match, other)).median();
    return new Goal(files.name() + ": of " + other, true, least, ratio);
  }

  /** The processor time of all servers of Files. */
  static Goal cpuSecondsPerGib(List<Summary> match, double most) {
    Summary files = find(match, Comparison.FILES);
    return new Goal(
        files.name() + ": CPU-s per GiB", false, most, files.serverCpuSecondsPerGib().median());
  }

  private static Summary find(List<Summary> match, String target) {
    return match.stream()
        .filter(summary -> summary.target().equals(target))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + target + " in this match"));
  }
}
