package dev.files.collection;

import dev.files.collection.Deletions.Copies;
import dev.files.collection.Deletions.Copy;
import dev.files.collection.Deletions.Outcome;
import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Deletes a batch of copies on their nodes: claims their rows, has the nodes delete without any
 * lock, then settles all rows of the batch in one transaction. What of them is still this worker's
 * is up to the conditions of that statement.
 */
abstract class CopyChore implements Chore {
  static final int BATCH = 100;

  /** How long a batch may take before another front takes it over. */
  static final Duration HOLD = Duration.ofMinutes(5);

  /**
   * Whether the copy of a row may go, as far as the node is concerned. A ping since the row became
   * due has compared what node and database know, and in that same transaction said when the
   * database ran back; so there is no moment after a restore in which nobody knows of it yet.
   */
  static final String NODE_AGREES =
      """
      NOT EXISTS (SELECT FROM ran_back) AND EXISTS (
        SELECT FROM node n WHERE n.id = %1$s.node_id AND n.last_ping >= %1$s.next_try)\
      """;

  // Of each node that can be asked, in the order of an index: what waits for nodes that are away,
  // or
  // for writes that have been open for long, is not read again and again.
  private static final String LOCK =
      """
      SELECT due.chunk_id, due.node_id FROM unnest(?) AS active (id) CROSS JOIN LATERAL (
        SELECT r.chunk_id, r.node_id, r.next_try FROM %1$s
        WHERE r.node_id = active.id AND %3$s AND r.next_try <= (SELECT clock_timestamp())
          AND r.%2$s <= (SELECT coalesce(min(number), %5$d) FROM write_lease) AND %4$s
        ORDER BY r.%2$s LIMIT %6$d FOR UPDATE OF r SKIP LOCKED) AS due
      ORDER BY due.next_try LIMIT %6$d
      """;

  /** The primary key of a row. */
  private record Key(ChunkId chunk, NodeId node) {}

  private final String lock;
  private final Database database;
  private final ActiveNodes nodes;
  private final Deletions deletions;
  private final Duration interval;

  /**
   * @param rows table of the copies, as {@code r}
   * @param since column with the moment that writes which are open must be younger than
   * @param condition what else is true of rows that are to be looked at
   */
  CopyChore(
      String rows,
      String since,
      String condition,
      Database database,
      ActiveNodes nodes,
      NodeCalls calls,
      Duration interval) {
    this.lock =
        LOCK.formatted(rows, since, condition, NODE_AGREES.formatted("r"), Long.MAX_VALUE, BATCH);
    this.database = database;
    this.nodes = nodes;
    this.deletions = new Deletions(calls);
    this.interval = interval;
  }

  /**
   * Claims those of the locked rows whose copies may go. A statement of its own, after the lock.
   */
  abstract List<Copy> claim(Sql sql, Many chunks, Many on, UUID owner) throws SQLException;

  /** Removes the rows of copies that are gone. */
  abstract void remove(Sql sql, Copies gone, UUID owner) throws SQLException;

  /** Gives back the rows of the others, each due after its pause. */
  abstract void postpone(Sql sql, Copies later, UUID owner) throws SQLException;

  static Copy copy(Row row) throws SQLException {
    return new Copy(
        row.chunk("chunk_id"),
        row.node("node_id"),
        row.generation("generation"),
        row.integer("attempts"));
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    List<NodeView> active = nodes.active();
    UUID owner = UUID.randomUUID();
    List<Copy> copies = database.transaction(sql -> claim(sql, active, owner));
    if (!copies.isEmpty()) {
      Outcome outcome = deletions.delete(copies, active);
      database.transaction(sql -> settle(sql, outcome, owner));
    }
    return copies.size();
  }

  private List<Copy> claim(Sql sql, List<NodeView> active, UUID owner) throws SQLException {
    List<Key> keys =
        sql.list(
            lock,
            row -> new Key(row.chunk("chunk_id"), row.node("node_id")),
            Many.nodes(active.stream().map(NodeView::id).toList()));
    return keys.isEmpty()
        ? List.of()
        : claim(
            sql,
            Many.hashes(keys.stream().map(Key::chunk).toList()),
            Many.nodes(keys.stream().map(Key::node).toList()),
            owner);
  }

  private Outcome settle(Sql sql, Outcome outcome, UUID owner) throws SQLException {
    if (!outcome.gone().isEmpty()) {
      remove(sql, outcome.gone(), owner);
    }
    if (!outcome.later().isEmpty()) {
      postpone(sql, outcome.later(), owner);
    }
    return outcome;
  }
}
