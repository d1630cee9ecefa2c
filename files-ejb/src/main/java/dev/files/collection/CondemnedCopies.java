package dev.files.collection;

import dev.files.collection.Deletions.Copies;
import dev.files.collection.Deletions.Copy;
import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.metadata.CopyNames;
import dev.files.nodes.ActiveNodes;
import dev.files.transfer.NodeCalls;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Deletes condemned copies on their nodes, each by its generation, and removes their rows. A copy
 * whose node is away waits for it.
 *
 * <p>A copy is not touched while a write is open that began before the copy's generation was
 * recorded: that write may have been answered an older generation of the same bytes, and its commit
 * would name them. A write that began later only knows newer generations, which this deletion
 * misses.
 */
public final class CondemnedCopies extends CopyChore {
  // A row that was revived and condemned again while the lock waited for it would come with leases
  // as they were before. This statement sees them as they are.
  private static final String CLAIM =
      """
      UPDATE replica r SET owner = ?, attempts = r.attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      FROM unnest(?, ?) AS l (chunk_id, node_id)
      WHERE r.chunk_id = l.chunk_id AND r.node_id = l.node_id
        AND NOT EXISTS (SELECT FROM write_lease w WHERE w.number < r.recorded)
        AND %s
      RETURNING r.chunk_id, r.node_id, r.generation, r.attempts
      """
          .formatted(NODE_AGREES.formatted("r"));

  private static final String POSTPONE =
      """
      UPDATE replica r SET owner = NULL,
        next_try = clock_timestamp() + l.pause * interval '1 microsecond'
      FROM unnest(?, ?, ?) AS l (chunk_id, node_id, pause)
      WHERE r.chunk_id = l.chunk_id AND r.node_id = l.node_id AND r.condemned AND r.owner = ?
      """;

  CondemnedCopies(Database database, ActiveNodes nodes, NodeCalls calls, Duration interval) {
    super("replica r", "recorded", "r.condemned", database, nodes, calls, interval);
  }

  @Override
  public String name() {
    return "condemned copies";
  }

  @Override
  List<Copy> claim(Sql sql, Many chunks, Many on, UUID owner) throws SQLException {
    return sql.list(CLAIM, CopyChore::copy, owner, HOLD, chunks, on);
  }

  @Override
  void remove(Sql sql, Copies gone, UUID owner) throws SQLException {
    CopyNames.removeCondemned(sql, gone.chunks(), gone.nodes(), gone.generations(), owner);
  }

  @Override
  void postpone(Sql sql, Copies later, UUID owner) throws SQLException {
    sql.update(POSTPONE, later.chunks(), later.nodes(), later.pauses(), owner);
  }
}
