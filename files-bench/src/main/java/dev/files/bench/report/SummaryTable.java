package dev.files.bench.report;

import dev.files.bench.load.Spread;
import java.util.List;
import java.util.Locale;

/** Summaries as a table: medians, with least and most of the throughput in brackets. */
public final class SummaryTable {
  private SummaryTable() {}

  public static String of(List<Summary> summaries) {
    TextTable table =
        new TextTable(
            "load",
            "target",
            "MB/s (min-max)",
            "requests/s",
            "p50 ms",
            "p99 ms",
            "server CPU-s/GiB",
            "bench CPU-s/GiB",
            "failures");
    for (Summary summary : summaries) {
      table.add(
          summary.name(),
          summary.target(),
          range("%,.0f", summary.megabytesPerSecond()),
          number("%,.1f", summary.requestsPerSecond().median()),
          number("%.2f", summary.p50Millis().median()),
          number("%.2f", summary.p99Millis().median()),
          summary.serverCpuSecondsByGroup().isEmpty()
              ? "-"
              : number("%.2f", summary.serverCpuSecondsPerGib().median()),
          number("%.2f", summary.benchCpuSecondsPerGib().median()),
          Long.toString(summary.failures()));
    }
    return table.toString();
  }

  private static String range(String format, Spread spread) {
    return number(format, spread.median())
        + " ("
        + number(format, spread.min())
        + "-"
        + number(format, spread.max())
        + ")";
  }

  // The format is one of the constants above.
  @SuppressWarnings("AnnotateFormatMethod")
  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
