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

  /** The primary key of a row. */
  private record Key(ChunkId chunk, NodeId node) {}

  private final Database database;
  private final ActiveNodes nodes;
  private final Deletions deletions;
  private final Duration interval;

  CopyChore(Database database, ActiveNodes nodes, NodeCalls calls, Duration interval) {
    this.database = database;
    this.nodes = nodes;
    this.deletions = new Deletions(calls);
    this.interval = interval;
  }

  /**
   * Locks rows that are due.
   *
   * @return a statement with {@code chunk_id} and {@code node_id}, whose parameters are the nodes
   *     that can be asked and the number of rows
   */
  abstract String lockStatement();

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
            lockStatement(),
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
