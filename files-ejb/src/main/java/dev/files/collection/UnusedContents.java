package dev.files.collection;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes contents that no file shows. First the content loses its root, which no commit can find
 * any more: from then on nobody can revive it, and its lines go page by page, so that a content of
 * any length never makes a long transaction.
 */
public final class UnusedContents implements Chore {
  /** Lines of a content removed in one transaction. */
  static final int PAGE = 1000;

  private record Suspect(long id, boolean condemned) {}

  // One that another front is at is skipped; the order lets the oldest not wait for ever.
  private static final String NEXT =
      """
      SELECT id, root IS NULL AS condemned FROM content WHERE suspect_since IS NOT NULL
      ORDER BY suspect_since LIMIT 1 FOR UPDATE SKIP LOCKED
      """;

  private static final String EMPTY =
      """
      DELETE FROM content_chunk WHERE content_id = ? AND ordinal IN (
        SELECT ordinal FROM content_chunk WHERE content_id = ? ORDER BY ordinal LIMIT ?)
      RETURNING chunk_id
      """;

  private final Database database;
  private final Duration interval;

  UnusedContents(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "unused contents";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return database.transaction(
        sql -> {
          Optional<Suspect> suspect =
              sql.first(NEXT, row -> new Suspect(row.number("id"), row.flag("condemned")));
          if (suspect.isEmpty()) {
            return 0;
          }
          if (suspect.get().condemned()) {
            empty(sql, suspect.get().id());
          } else {
            judge(sql, suspect.get().id());
          }
          return 1;
        });
  }

  // A statement of its own: it sees the files of every commit that had the row before us, and no
  // commit can have it after us without waiting.
  private static void judge(Sql sql, long id) throws SQLException {
    boolean shown =
        sql.first("SELECT 1 FROM file WHERE content_id = ? LIMIT 1", row -> true, id).isPresent();
    sql.update(
        shown
            ? "UPDATE content SET suspect_since = NULL WHERE id = ?"
            : "UPDATE content SET root = NULL WHERE id = ?",
        id);
  }

  private static void empty(Sql sql, long id) throws SQLException {
    List<ChunkId> chunks = sql.list(EMPTY, row -> row.chunk("chunk_id"), id, id, PAGE);
    if (!chunks.isEmpty()) {
      sql.update(
          """
          WITH suspects AS (
            SELECT id FROM chunk WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE)
          UPDATE chunk SET suspect_since = clock_timestamp() FROM suspects
          WHERE chunk.id = suspects.id
          """,
          Many.hashes(chunks));
    }
    if (chunks.size() < PAGE) {
      sql.update("DELETE FROM content WHERE id = ?", id);
    }
  }
}
