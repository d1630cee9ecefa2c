package dev.files.collection;

import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.workers.ClaimedRows;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How far the passes over the inventories are, and what they write down. */
final class InventoryTable {
  /** A node whose inventory this front goes on with. */
  record Claim(NodeId node, Optional<ChunkId> after, int attempts, UUID owner) {}

  private static final String KNOW =
      "INSERT INTO inventory (node_id) SELECT n FROM unnest(?) AS u (n) ON CONFLICT DO NOTHING";

  private static final ClaimedRows ROWS = new ClaimedRows("inventory", "node_id");

  private static final String CLAIM =
      ROWS.claim(
          """
          SELECT node_id FROM inventory WHERE node_id = ANY (?) AND %s
          ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED
          """
              .formatted(ClaimedRows.IS_DUE),
          "node_id, after_id, attempts");

  private static final String RELEASE =
      ROWS.giveBack("after_id = ?, attempts = CASE WHEN ? THEN attempts ELSE 0 END");

  // The number is taken after the node was asked, so a write with a higher one keeps later.
  private static final String SEEN =
      """
      INSERT INTO orphan AS o (node_id, chunk_id, generation, seen, next_try)
      SELECT ?, s.chunk_id, s.generation, nextval('write_order'),
        clock_timestamp() + ? * interval '1 microsecond'
      FROM unnest(?, ?) AS s (chunk_id, generation) ORDER BY s.chunk_id
      ON CONFLICT (node_id, chunk_id) DO UPDATE
        SET generation = excluded.generation, seen = excluded.seen, attempts = 0,
          next_try = excluded.next_try, owner = NULL
      WHERE o.generation <> excluded.generation
      """;

  private final Database database;
  private final NamedCopies named;

  InventoryTable(Database database) {
    this.database = database;
    this.named = new NamedCopies(database);
  }

  /** Takes a node whose inventory is due. */
  Optional<Claim> claim(Collection<NodeId> active, Duration hold) {
    UUID owner = UUID.randomUUID();
    Many nodes = Many.nodes(active);
    database.single(sql -> sql.update(KNOW, nodes));
    return database.single(
        sql ->
            sql.first(
                CLAIM,
                row ->
                    new Claim(
                        row.node("node_id"),
                        row.sha256("after_id").map(ChunkId::new),
                        row.integer("attempts"),
                        owner),
                owner,
                hold,
                nodes));
  }

  /** The rows of the node after the claim's place, in the order of ids. */
  List<NamedCopy> rows(Claim claim, int limit) {
    return named.of(claim.node(), claim.after(), limit);
  }

  /**
   * Remembers copies that no row named, each with its generation.
   *
   * @param leastAge how long after it was first seen one stays at least
   */
  void seen(NodeId node, List<ChunkInfo> copies, Duration leastAge) {
    database.single(
        sql ->
            sql.update(
                SEEN,
                node,
                leastAge,
                Many.hashes(copies.stream().map(ChunkInfo::id).toList()),
                Many.longs(copies.stream().map(ChunkInfo::generation).toList())));
  }

  /** Gives the node back, to go on after the pause at the place. */
  void release(Claim claim, Optional<ChunkId> after, Duration pause, boolean failed) {
    database.single(
        sql ->
            sql.update(
                RELEASE, after, failed, pause, Many.nodes(List.of(claim.node())), claim.owner()));
  }
}
