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
 * Deletes condemned copies on their nodes, each by its generation, and removes their rows. A copy
 * whose node is away waits for it.
 *
 * <p>A copy is not touched while a write is open that began before the copy's generation was
 * recorded: that write may have been answered an older generation of the same bytes, and its commit
 * would name them. A write that began later only knows newer generations, which this deletion
 * misses.
 */
public final class CondemnedCopies implements Chore {
  static final int BATCH = 100;

  /** How long a batch may take before another front takes it over. */
  private static final Duration HOLD = Duration.ofMinutes(5);

  private static final String LOCK =
      """
      SELECT r.chunk_id, r.node_id FROM replica r
      WHERE r.condemned AND r.next_try <= clock_timestamp() AND r.node_id = ANY (?)
        AND NOT EXISTS (SELECT FROM write_lease w WHERE w.number < r.recorded)
      ORDER BY r.next_try LIMIT ? FOR UPDATE SKIP LOCKED
      """;

  private static final String CLAIM =
      """
      UPDATE replica r SET owner = ?, attempts = r.attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      FROM unnest(?, ?) AS l (chunk_id, node_id)
      WHERE r.chunk_id = l.chunk_id AND r.node_id = l.node_id
        AND NOT EXISTS (SELECT FROM write_lease w WHERE w.number < r.recorded)
      RETURNING r.chunk_id, r.node_id, r.generation, r.attempts
      """;

  private record Key(ChunkId chunk, NodeId node) {}

  private final Database database;
  private final ActiveNodes nodes;
  private final Deletions deletions;
  private final Duration interval;

  CondemnedCopies(Database database, ActiveNodes nodes, NodeStores stores, Duration interval) {
    this.database = database;
    this.nodes = nodes;
    this.deletions = new Deletions(stores);
    this.interval = interval;
  }

  @Override
  public String name() {
    return "condemned copies";
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
    deletions.delete(copies, active, copy -> remove(copy, owner), copy -> postpone(copy, owner));
    return copies.size();
  }

  // Two statements: a row that was revived and condemned again while the first one waited for it
  // would come with leases as they were before. The second one sees them as they are.
  private List<Copy> claim(List<NodeView> active, UUID owner) {
    return database.transaction(
        sql -> {
          List<Key> keys =
              sql.list(
                  LOCK,
                  row -> new Key(row.chunk("chunk_id"), row.node("node_id")),
                  Many.nodes(active.stream().map(NodeView::id).toList()),
                  BATCH);
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
              Many.hashes(keys.stream().map(Key::chunk).toList()),
              Many.nodes(keys.stream().map(Key::node).toList()));
        });
  }

  // The chunk is locked before the replica, as by commits. When the last row goes, the chunk is
  // looked at again: it may go now.
  private void remove(Copy copy, UUID owner) {
    database.transaction(
        sql -> {
          sql.first("SELECT 1 FROM chunk WHERE id = ? FOR UPDATE", row -> true, copy.chunk());
          int removed =
              sql.update(
                  "DELETE FROM replica WHERE chunk_id = ? AND node_id = ? AND condemned AND"
                      + " generation = ? AND owner = ?",
                  copy.chunk(),
                  copy.node(),
                  copy.generation(),
                  owner);
          if (removed > 0) {
            sql.update(
                "UPDATE chunk SET suspect_since = clock_timestamp() WHERE id = ? AND NOT EXISTS"
                    + " (SELECT FROM replica WHERE chunk_id = ?)",
                copy.chunk(),
                copy.chunk());
          }
          return removed;
        });
  }

  private void postpone(Copy copy, UUID owner) {
    database.single(
        sql ->
            sql.update(
                "UPDATE replica SET owner = NULL, next_try = clock_timestamp() + ? * interval '1"
                    + " microsecond' WHERE chunk_id = ? AND node_id = ? AND condemned AND owner ="
                    + " ?",
                Backoff.after(copy.attempts()),
                copy.chunk(),
                copy.node(),
                owner));
  }
}
