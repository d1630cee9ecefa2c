package dev.files.collection;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Removes contents that no file shows. First the content loses its root, which no commit can find
 * any more: from then on nobody can revive it, and its lines go page by page, so that a content of
 * any length never makes a long transaction.
 */
public final class UnusedContents implements Chore {
  /** Contents dealt with in one transaction. */
  static final int BATCH = 100;

  /** Lines of contents removed in one transaction. */
  static final int PAGE = 1000;

  private record Suspect(long id, boolean condemned) {}

  // Those that another front is at are skipped; the order lets the oldest not wait for ever.
  private static final String NEXT =
      """
      SELECT id, root IS NULL AS condemned FROM content WHERE suspect_since IS NOT NULL
      ORDER BY suspect_since LIMIT %d FOR UPDATE SKIP LOCKED
      """
          .formatted(BATCH);

  private static final String SHOWN =
      """
      SELECT id FROM unnest(?) AS s (id)
      WHERE EXISTS (SELECT FROM file f WHERE f.content_id = s.id)
      """;

  private static final String CLEAR = "UPDATE content SET suspect_since = NULL WHERE id = ANY (?)";

  private static final String CONDEMN = "UPDATE content SET root = NULL WHERE id = ANY (?)";

  // The first condition repeats what the join says: it spares a look into every partition.
  private static final String EMPTY =
      """
      DELETE FROM content_chunk p USING (
        SELECT content_id, ordinal FROM content_chunk WHERE content_id = ANY (?)
        ORDER BY content_id, ordinal LIMIT %d) AS l
      WHERE p.content_id = ANY (?) AND p.content_id = l.content_id AND p.ordinal = l.ordinal
      RETURNING p.chunk_id
      """
          .formatted(PAGE);

  private static final String SUSPECT =
      """
      WITH suspects AS (
        SELECT id FROM chunk WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE)
      UPDATE chunk SET suspect_since = clock_timestamp() FROM suspects
      WHERE chunk.id = suspects.id
      """;

  private static final String REMOVE =
      """
      DELETE FROM content c WHERE c.id = ANY (?)
        AND NOT EXISTS (SELECT FROM content_chunk p WHERE p.content_id = c.id)
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
          List<Suspect> suspects =
              sql.list(NEXT, row -> new Suspect(row.number("id"), row.flag("condemned")));
          judge(sql, ids(suspects, suspect -> !suspect.condemned()));
          empty(sql, ids(suspects, Suspect::condemned));
          return suspects.size();
        });
  }

  private static List<Long> ids(List<Suspect> suspects, Predicate<Suspect> which) {
    return suspects.stream().filter(which).map(Suspect::id).toList();
  }

  // A statement after the locks: it sees the files of every commit that had one of the rows before
  // us, and no commit can have one after us without waiting.
  private static void judge(Sql sql, List<Long> suspects) throws SQLException {
    if (suspects.isEmpty()) {
      return;
    }
    List<Long> shown = sql.list(SHOWN, row -> row.number("id"), Many.longs(suspects));
    sql.update(CLEAR, Many.longs(shown));
    sql.update(CONDEMN, Many.longs(suspects.stream().filter(id -> !shown.contains(id)).toList()));
  }

  private static void empty(Sql sql, List<Long> condemned) throws SQLException {
    if (condemned.isEmpty()) {
      return;
    }
    Many ids = Many.longs(condemned);
    List<ChunkId> chunks = sql.list(EMPTY, row -> row.chunk("chunk_id"), ids, ids);
    if (!chunks.isEmpty()) {
      sql.update(SUSPECT, Many.hashes(chunks));
    }
    sql.update(REMOVE, ids);
  }
}
