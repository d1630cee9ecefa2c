package dev.files.collection;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.metadata.CopyNames;
import dev.files.protocol.ChunkId;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Condemns the replicas of chunks that no content names, and removes the chunks that have no
 * replica any more.
 */
public final class UnusedChunks implements Chore {
  static final int BATCH = 500;

  private static final String NEXT =
      """
      SELECT id FROM chunk WHERE suspect_since IS NOT NULL ORDER BY suspect_since LIMIT %d
      FOR UPDATE SKIP LOCKED
      """
          .formatted(BATCH);

  private static final String USED =
      """
      SELECT id FROM unnest(?) AS s (id)
      WHERE EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = s.id OFFSET 0)
      """;

  private static final String CLEAR = "UPDATE chunk SET suspect_since = NULL WHERE id = ANY (?)";

  private static final String REMOVE =
      """
      DELETE FROM chunk c WHERE c.id = ANY (?)
        AND NOT EXISTS (SELECT FROM replica r WHERE r.chunk_id = c.id)
      """;

  private final Database database;
  private final Duration interval;

  UnusedChunks(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "unused chunks";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return database.transaction(
        sql -> {
          List<ChunkId> suspects = sql.list(NEXT, row -> row.chunk("id"));
          if (!suspects.isEmpty()) {
            judge(sql, suspects);
          }
          return suspects.size();
        });
  }

  // A statement after the locks: it sees the contents of every commit that had one of the rows
  // before us, and no commit can have one after us without waiting.
  private static void judge(Sql sql, List<ChunkId> suspects) throws SQLException {
    Set<ChunkId> used =
        new HashSet<>(sql.list(USED, row -> row.chunk("id"), Many.hashes(suspects)));
    Many unused = Many.hashes(suspects.stream().filter(id -> !used.contains(id)).toList());
    CopyNames.condemnUnused(sql, unused);
    sql.update(REMOVE, unused);
    sql.update(CLEAR, Many.hashes(suspects));
  }
}
