package dev.files.replication;

import dev.files.database.Database;
import dev.files.workers.RepairBacklog;
import dev.files.workers.RepairView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Counts the rows of {@code repair} for operators. */
final class WaitingRepairs implements RepairView {
  // Of each number of copies those that are due for longest, as the index has them, so that no more
  // are read than are counted.
  private static final String LEVELS =
      """
      SELECT copies.n AS sound, count(*) AS chunks,
        count(*) FILTER (WHERE waiting.next_try <= (SELECT clock_timestamp())) AS due,
        count(*) FILTER (WHERE waiting.owner IS NOT NULL
          AND waiting.next_try > (SELECT clock_timestamp())) AS held,
        min(waiting.next_try) FILTER (WHERE waiting.next_try <= (SELECT clock_timestamp())) AS oldest
      FROM generate_series(0, ?) AS copies (n) CROSS JOIN LATERAL (
        SELECT next_try, owner FROM repair WHERE sound = copies.n
        ORDER BY next_try LIMIT %d) AS waiting
      GROUP BY copies.n ORDER BY copies.n
      """
          .formatted(RepairBacklog.MOST_COUNTED);

  private static final String FAILED =
      """
      SELECT chunk_id, sound, attempts, next_try, last_error FROM repair
      WHERE last_error IS NOT NULL ORDER BY next_try DESC LIMIT %d
      """
          .formatted(RepairBacklog.MOST_FAILED);

  private record Counted(RepairBacklog.Level level, Optional<Instant> oldest) {}

  private final Database database;

  WaitingRepairs(Database database) {
    this.database = database;
  }

  @Override
  public RepairBacklog backlog() {
    List<Counted> counted = counted();
    return new RepairBacklog(
        counted.stream().map(Counted::level).toList(),
        counted.stream().flatMap(level -> level.oldest().stream()).min(Comparator.naturalOrder()),
        failed());
  }

  private List<Counted> counted() {
    return database.single(
        sql ->
            sql.list(
                LEVELS,
                row ->
                    new Counted(
                        new RepairBacklog.Level(
                            row.integer("sound"),
                            row.integer("chunks"),
                            row.integer("due"),
                            row.integer("held")),
                        row.optionalInstant("oldest")),
                RepairTable.MOST_COPIES));
  }

  private List<RepairBacklog.Failed> failed() {
    return database.single(
        sql ->
            sql.list(
                FAILED,
                row ->
                    new RepairBacklog.Failed(
                        row.chunk("chunk_id"),
                        row.integer("sound"),
                        row.integer("attempts"),
                        row.instant("next_try"),
                        row.text("last_error"))));
  }
}
