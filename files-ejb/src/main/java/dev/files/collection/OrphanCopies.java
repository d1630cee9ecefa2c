package dev.files.collection;

import dev.files.collection.Deletions.Copies;
import dev.files.collection.Deletions.Copy;
import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.nodes.ActiveNodes;
import dev.files.transfer.NodeCalls;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Deletes copies that no row names: when every write that was open as the copy was first seen has
 * ended, when still no row names it, and only by the generation that was seen.
 */
public final class OrphanCopies extends CopyChore {
  private static final String FORGET_NAMED =
      """
      DELETE FROM orphan o USING unnest(?, ?) AS l (chunk_id, node_id)
      WHERE o.chunk_id = l.chunk_id AND o.node_id = l.node_id AND EXISTS (
        SELECT FROM replica r WHERE r.chunk_id = l.chunk_id AND r.node_id = l.node_id)
      """;

  private static final String CLAIM =
      """
      UPDATE orphan o SET owner = ?, attempts = o.attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      FROM unnest(?, ?) AS l (chunk_id, node_id)
      WHERE o.chunk_id = l.chunk_id AND o.node_id = l.node_id
        AND NOT EXISTS (SELECT FROM write_lease w WHERE w.number < o.seen)
        AND NOT EXISTS (
          SELECT FROM replica r WHERE r.chunk_id = l.chunk_id AND r.node_id = l.node_id)
        AND %s
      RETURNING o.chunk_id, o.node_id, o.generation, o.attempts
      """
          .formatted(NODE_AGREES.formatted("o"));

  private static final String REMOVE =
      """
      DELETE FROM orphan o USING unnest(?, ?) AS g (chunk_id, node_id)
      WHERE o.chunk_id = g.chunk_id AND o.node_id = g.node_id AND o.owner = ?
      """;

  private static final String POSTPONE =
      """
      UPDATE orphan o SET owner = NULL,
        next_try = clock_timestamp() + l.pause * interval '1 microsecond'
      FROM unnest(?, ?, ?) AS l (chunk_id, node_id, pause)
      WHERE o.chunk_id = l.chunk_id AND o.node_id = l.node_id AND o.owner = ?
      """;

  OrphanCopies(Database database, ActiveNodes nodes, NodeCalls calls, Duration interval) {
    super("orphan r", "seen", "true", database, nodes, calls, interval);
  }

  @Override
  public String name() {
    return "orphans";
  }

  @Override
  List<Copy> claim(Sql sql, Many chunks, Many on, UUID owner) throws SQLException {
    sql.update(FORGET_NAMED, chunks, on);
    return sql.list(CLAIM, CopyChore::copy, owner, HOLD, chunks, on);
  }

  // A newer copy that the node has instead is found by the next pass over its inventory.
  @Override
  void remove(Sql sql, Copies gone, UUID owner) throws SQLException {
    sql.update(REMOVE, gone.chunks(), gone.nodes(), owner);
  }

  @Override
  void postpone(Sql sql, Copies later, UUID owner) throws SQLException {
    sql.update(POSTPONE, later.chunks(), later.nodes(), later.pauses(), owner);
  }
}
