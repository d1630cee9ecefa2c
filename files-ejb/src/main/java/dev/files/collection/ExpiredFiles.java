package dev.files.collection;

import dev.files.database.Database;
import dev.files.workers.Chore;
import java.time.Duration;

/** Removes files that expired by the database's clock, and has their contents looked at. */
public final class ExpiredFiles implements Chore {
  static final int BATCH = 200;

  private static final String REMOVE =
      """
      WITH gone AS (
        DELETE FROM file WHERE id IN (
          SELECT id FROM file WHERE expires <= (SELECT clock_timestamp()) ORDER BY expires LIMIT %d
          FOR UPDATE SKIP LOCKED)
        RETURNING content_id
      ), suspects AS (
        SELECT c.id FROM content c WHERE c.id IN (SELECT content_id FROM gone) ORDER BY c.id
        FOR NO KEY UPDATE
      ), marked AS (
        UPDATE content SET suspect_since = clock_timestamp() FROM suspects
        WHERE content.id = suspects.id
      )
      SELECT count(*) AS n FROM gone
      """
          .formatted(BATCH);

  private final Database database;
  private final Duration interval;

  ExpiredFiles(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "expired files";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return database.single(sql -> sql.first(REMOVE, row -> row.integer("n"))).orElseThrow();
  }
}
