package dev.files.bench.slow;

import dev.files.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All stages, and whether others noticed anything. */
public final class SlowResult {
  /** Others may wait so many times longer than when it is quiet. */
  private static final double MOST_TIMES_QUIET = 3;

  /** Less than this is the noise of a machine that the bench shares with all servers. */
  private static final double LEAST_BOUND_MILLIS = 300;

  private static final double MOST_CONTROL_MILLIS = 1000;
  private static final long MIB = 1024 * 1024;

  private final Figures quiet;
  private final List<Stage> stages;

  /** The first stage is the quiet one. */
  SlowResult(List<Stage> stages) {
    this.stages = List.copyOf(stages);
    this.quiet = stages.get(0).figures();
  }

  /** Whether all stages kept the bounds. */
  public boolean met() {
    return stages.stream().allMatch(this::met);
  }

  private boolean met(Stage stage) {
    Figures figures = stage.figures();
    Rush rush = stage.rush();
    return rush.over()
        && figures.failures() == 0
        && rush.failures() == 0
        && figures.upload().p99Millis() <= boundMillis(quiet.upload())
        && figures.download().p99Millis() <= boundMillis(quiet.download())
        && Math.max(figures.controlMostMillis(), rush.controlMostMillis()) <= MOST_CONTROL_MILLIS;
  }

  /** What the slowest of a hundred uploads or downloads may take. */
  static double boundMillis(Times quiet) {
    return Math.max(MOST_TIMES_QUIET * quiet.p99Millis(), LEAST_BOUND_MILLIS);
  }

  /** Three tables, as Markdown: what others saw, what slow clients saw, memory of the servers. */
  public String text() {
    return othersTable()
        + "\n"
        + crowdTable()
        + stages.stream()
            .findFirst()
            .filter(stage -> !stage.residentBytes().isEmpty())
            .map(stage -> "\n" + memoryTable())
            .orElse("");
  }

  private String othersTable() {
    TextTable table =
        new TextTable(
            "others, while there are",
            "PUT p50 ms",
            "p99",
            "of quiet",
            "GET p50 ms",
            "p99",
            "of quiet",
            "live p50 ms",
            "most",
            "ping p50 ms",
            "most",
            "file p50 ms",
            "most",
            "failures",
            "result");
    for (Stage stage : stages) {
      Figures figures = stage.figures();
      table.add(
          stage.name(),
          one(figures.upload().p50Millis()),
          one(figures.upload().p99Millis()),
          ratio(figures.upload(), quiet.upload()),
          one(figures.download().p50Millis()),
          one(figures.download().p99Millis()),
          ratio(figures.download(), quiet.download()),
          one(figures.live().p50Millis()),
          one(figures.live().mostMillis()),
          one(figures.ping().p50Millis()),
          one(figures.ping().mostMillis()),
          one(figures.file().p50Millis()),
          one(figures.file().mostMillis()),
          Long.toString(figures.failures()),
          met(stage) ? "met" : "missed");
    }
    return table.toString();
  }

  private String crowdTable() {
    TextTable table =
        new TextTable(
            "slow clients",
            "rush s",
            "over",
            "live most ms",
            "ping most ms",
            "failures",
            "measured s",
            "there",
            "left",
            "answers",
            "broken");
    for (Stage stage : stages) {
      Rush rush = stage.rush();
      table.add(
          stage.name(),
          one(rush.seconds()),
          rush.over() ? "yes" : "no",
          one(rush.live().mostMillis()),
          one(rush.ping().mostMillis()),
          Long.toString(rush.failures()),
          one(stage.figures().seconds()),
          Integer.toString(stage.there()),
          Integer.toString(stage.left()),
          answers(stage.statuses()),
          Integer.toString(stage.broken()));
    }
    return table.toString();
  }

  private String memoryTable() {
    List<String> heads = new ArrayList<>(List.of("MiB at the end of"));
    stages.get(0).residentBytes().keySet().forEach(group -> heads.add(group + " resident"));
    stages.get(0).liveHeapBytes().keySet().forEach(group -> heads.add(group + " live heap"));
    TextTable table = new TextTable(heads.toArray(String[]::new));
    for (Stage stage : stages) {
      List<String> cells = new ArrayList<>(List.of(stage.name()));
      stage.residentBytes().values().forEach(bytes -> cells.add(Long.toString(bytes / MIB)));
      stage.liveHeapBytes().values().forEach(bytes -> cells.add(Long.toString(bytes / MIB)));
      table.add(cells.toArray(String[]::new));
    }
    return table.toString();
  }

  private static String answers(Map<Integer, Integer> statuses) {
    return statuses.isEmpty()
        ? "-"
        : new TreeMap<>(statuses)
            .entrySet().stream()
                .map(entry -> entry.getKey() + " x " + entry.getValue())
                .collect(Collectors.joining(", "));
  }

  private static String ratio(Times now, Times quiet) {
    return String.format(Locale.ROOT, "%.2f", now.p99Millis() / quiet.p99Millis());
  }

  private static String one(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Plain values, to be written as JSON. */
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mostUploadP99Millis", boundMillis(quiet.upload()));
    json.put("mostDownloadP99Millis", boundMillis(quiet.download()));
    json.put("mostControlMillis", MOST_CONTROL_MILLIS);
    json.put("met", met());
    json.put("stages", stages.stream().map(this::json).toList());
    return json;
  }

  private Map<String, Object> json(Stage stage) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("met", met(stage));
    json.put("stage", stage);
    return json;
  }
}
