package dev.files.collection;

import dev.files.collection.Deletions.Copy;
import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeStores;
import dev.files.workers.Chore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Deletes copies that no row names: when every write that was open as the copy was first seen has
 * ended, when still no row names it, and only by the generation that was seen.
 */
public final class OrphanCopies implements Chore {
  static final int BATCH = 100;

  /** How long a batch may take before another front takes it over. */
  private static final Duration HOLD = Duration.ofMinutes(5);

  private static final String LOCK =
      """
      SELECT o.chunk_id, o.node_id FROM orphan o
      WHERE o.next_try <= clock_timestamp() AND o.node_id = ANY (?)
        AND NOT EXISTS (SELECT FROM write_lease w WHERE w.number < o.seen)
      ORDER BY o.next_try LIMIT ? FOR UPDATE SKIP LOCKED
      """;

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
      RETURNING o.chunk_id, o.node_id, o.generation, o.attempts
      """;

  private record Key(ChunkId chunk, NodeId node) {}

  private final Database database;
  private final ActiveNodes nodes;
  private final Deletions deletions;
  private final Duration interval;

  OrphanCopies(Database database, ActiveNodes nodes, NodeStores stores, Duration interval) {
    this.database = database;
    this.nodes = nodes;
    this.deletions = new Deletions(stores);
    this.interval = interval;
  }

  @Override
  public String name() {
    return "orphans";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    List<NodeView> active = nodes.active();
    UUID owner = UUID.randomUUID();
    List<Copy> copies = claim(active, owner);
    deletions.delete(copies, active, copy -> forget(copy, owner), copy -> postpone(copy, owner));
    return copies.size();
  }

  // The claim is a statement of its own, after the locks: it sees leases and rows as they are.
  private List<Copy> claim(List<NodeView> active, UUID owner) {
    return database.transaction(
        sql -> {
          List<Key> keys =
              sql.list(
                  LOCK,
                  row -> new Key(row.chunk("chunk_id"), row.node("node_id")),
                  Many.nodes(active.stream().map(NodeView::id).toList()),
                  BATCH);
          Many chunks = Many.hashes(keys.stream().map(Key::chunk).toList());
          Many on = Many.nodes(keys.stream().map(Key::node).toList());
          sql.update(FORGET_NAMED, chunks, on);
          return sql.list(
              CLAIM,
              row ->
                  new Copy(
                      row.chunk("chunk_id"),
                      row.node("node_id"),
                      row.generation("generation"),
                      row.integer("attempts")),
              owner,
              HOLD,
              chunks,
              on);
        });
  }

  // A newer copy that the node has instead is found by the next pass over its inventory.
  private void forget(Copy copy, UUID owner) {
    database.single(
        sql ->
            sql.update(
                "DELETE FROM orphan WHERE chunk_id = ? AND node_id = ? AND owner = ?",
                copy.chunk(),
                copy.node(),
                owner));
  }

  private void postpone(Copy copy, UUID owner) {
    database.single(
        sql ->
            sql.update(
                "UPDATE orphan SET owner = NULL, next_try = clock_timestamp() + ? * interval '1"
                    + " microsecond' WHERE chunk_id = ? AND node_id = ? AND owner = ?",
                Backoff.after(copy.attempts()),
                copy.chunk(),
                copy.node(),
                owner));
  }
}
