package dev.files.workers;

import dev.files.database.Database;
import dev.files.protocol.messages.WorkerOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rows of {@code worker_setting}, which all fronts and nodes go by. */
public final class WorkerSettings {
  private static final String ALL = "SELECT name, paused, pace FROM worker_setting";

  // Two operators that change one thing each do not undo each other's.
  private static final String CHANGE =
      """
      INSERT INTO worker_setting AS s (name, paused, pace)
      VALUES (?, coalesce(?::boolean, ?), coalesce(?::float8, ?))
      ON CONFLICT (name) DO UPDATE SET
        paused = coalesce(?::boolean, s.paused), pace = coalesce(?::float8, s.pace)
      """;

  private record Named(String name, WorkerSetting setting) {}

  private final Database database;

  public WorkerSettings(Database database) {
    this.database = database;
  }

  /** What was set, by the worker's name. */
  Map<String, WorkerSetting> all() {
    Map<String, WorkerSetting> settings = new HashMap<>();
    database
        .single(
            sql ->
                sql.list(
                    ALL,
                    row ->
                        new Named(
                            row.text("name"),
                            new WorkerSetting(row.flag("paused"), row.decimal("pace")))))
        .forEach(named -> settings.put(named.name(), named.setting()));
    return settings;
  }

  /** Those of the upkeep of nodes: what was set, and what holds otherwise. */
  Map<String, WorkerSetting> ofNodes() {
    Map<String, WorkerSetting> set = all();
    Map<String, WorkerSetting> settings = new TreeMap<>();
    WorkerOrder.NAMES.forEach(
        name -> settings.put(name, set.getOrDefault(name, WorkerSetting.DEFAULT)));
    return settings;
  }

  /** The same as what nodes are told. */
  public List<WorkerOrder> orders() {
    return ofNodes().entrySet().stream()
        .map(of -> new WorkerOrder(of.getKey(), of.getValue().paused(), of.getValue().pace()))
        .toList();
  }

  /** Changes what is given, and leaves the rest as it is. */
  void change(String name, Optional<Boolean> paused, Optional<Double> pace) {
    database.single(
        sql ->
            sql.update(
                CHANGE,
                name,
                paused,
                WorkerSetting.DEFAULT.paused(),
                pace,
                WorkerSetting.DEFAULT.pace(),
                paused,
                pace));
  }
}
