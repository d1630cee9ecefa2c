package dev.files.workers;

import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Walks over rows in the order of chunk ids, page by page. The fronts share each walk: one of them
 * takes it, does a page, and leaves it at the place where whoever comes next goes on.
 */
public final class Walks {
  private static final String KNOW = "INSERT INTO walk (name) VALUES (?) ON CONFLICT DO NOTHING";

  private static final ClaimedRows ROWS = new ClaimedRows("walk", "name");

  private static final String CLAIM =
      ROWS.claim(
          """
          SELECT name FROM walk WHERE starts_with(name, ?) AND %s
          ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED
          """
              .formatted(ClaimedRows.IS_DUE),
          "name, after_id");

  private static final String LEAVE = ROWS.giveBack("attempts = 0, after_id = ?");

  private final Database database;

  public Walks(Database database) {
    this.database = database;
  }

  /**
   * A walk that this worker goes on with.
   *
   * @param after the last chunk that was done; empty at the start
   */
  public record Walk(String name, UUID owner, Optional<ChunkId> after) {}

  /** Begins a walk, unless there is one of this name. */
  public void begin(String name) {
    database.single(sql -> sql.update(KNOW, name));
  }

  /**
   * Takes the walk that is due for longest.
   *
   * @param prefix of its name
   * @param hold after which another may take it
   */
  public Optional<Walk> take(String prefix, Duration hold) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql ->
            sql.first(
                CLAIM,
                row -> new Walk(row.text("name"), owner, row.sha256("after_id").map(ChunkId::new)),
                owner,
                hold,
                prefix));
  }

  /**
   * Leaves the walk to whoever comes next.
   *
   * @param after the last chunk that was done; empty: the next page is the first one again
   */
  public void leave(Walk walk, Optional<ChunkId> after, Duration pause) {
    database.single(
        sql -> sql.update(LEAVE, after, pause, Many.texts(List.of(walk.name())), walk.owner()));
  }
}
