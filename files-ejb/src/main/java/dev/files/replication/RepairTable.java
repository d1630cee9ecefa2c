package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The rows of {@code repair}, and what is done to replicas on their account. Locks go chunk first,
 * then replica, then repair, as everywhere.
 */
final class RepairTable {
  /** A chunk to repair that this worker holds. */
  record Claim(ChunkId chunk, UUID owner, int attempts) {}

  /**
   * What the rows say of a chunk.
   *
   * @param size in bytes
   * @param used whether a content names it
   * @param sound nodes that have a copy that counts, active or not
   * @param drained nodes that have a sound copy and are to have none
   * @param lost nodes that have a sound copy, as far as is known, and are lost
   * @param bad nodes whose copy has rot or was lost
   */
  record State(
      long size,
      boolean used,
      List<NodeId> sound,
      List<NodeId> drained,
      List<NodeId> lost,
      List<NodeId> bad) {
    /** Those that a copy may be fetched from first. */
    List<NodeId> sources() {
      return Stream.concat(sound.stream(), drained.stream()).toList();
    }

    List<NodeId> all() {
      return Stream.of(sound, drained, lost, bad).flatMap(List::stream).toList();
    }
  }

  private enum Standing {
    SOUND,
    DRAINED,
    LOST,
    BAD
  }

  private static final String CLAIM =
      """
      UPDATE repair SET owner = ?, attempts = attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      WHERE chunk_id IN (
        SELECT chunk_id FROM repair WHERE next_try <= (SELECT clock_timestamp()) AND chunk_id = ?
        FOR UPDATE SKIP LOCKED)
      RETURNING chunk_id, attempts
      """;

  // One look into the index for each number of copies: rows that are not due, however urgent, cost
  // nothing.
  private static final String CLAIM_URGENT =
      """
      UPDATE repair SET owner = ?, attempts = attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      WHERE chunk_id = ANY (ARRAY(
        SELECT due.chunk_id FROM generate_series(0, ?) AS copies (n) CROSS JOIN LATERAL (
          SELECT chunk_id FROM repair
          WHERE sound = copies.n AND next_try <= (SELECT clock_timestamp())
          ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
        ORDER BY copies.n LIMIT 1))
      RETURNING chunk_id, attempts
      """;

  private static final String STATE =
      """
      SELECT c.size, EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = c.id) AS used,
        r.node_id,
        CASE WHEN r.bad_since IS NOT NULL THEN 'BAD'
          WHEN n.lost_since IS NOT NULL OR n.retired IS NOT NULL THEN 'LOST'
          WHEN n.draining THEN 'DRAINED' ELSE 'SOUND' END AS standing
      FROM chunk c LEFT JOIN replica r ON r.chunk_id = c.id AND NOT r.condemned
        LEFT JOIN node n ON n.id = r.node_id
      WHERE c.id = ? ORDER BY r.node_id
      """;

  // The node has just checked or replaced a copy that was bad, and what it answers now is what it
  // has, also when its generations ran back.
  private static final String RECORD =
      """
      INSERT INTO replica (chunk_id, node_id, generation, recorded) VALUES (?, ?, ?, ?)
      ON CONFLICT (chunk_id, node_id) DO UPDATE
        SET generation = CASE WHEN replica.bad_since IS NULL
            THEN greatest(replica.generation, excluded.generation) ELSE excluded.generation END,
          recorded = greatest(replica.recorded, excluded.recorded),
          bad_since = NULL, condemned = false, attempts = 0, next_try = NULL, owner = NULL
      """;

  /** More than a chunk has: there are as many replicas as are wanted, 16 at most, and surplus. */
  private static final int MOST_COPIES = 32;

  private final Database database;

  RepairTable(Database database) {
    this.database = database;
  }

  /** Takes the row of this chunk, if there is one that is due and free. */
  Optional<Claim> claim(ChunkId chunk, Duration lease) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql ->
            sql.first(
                CLAIM,
                row -> new Claim(chunk, owner, row.integer("attempts")),
                owner,
                lease,
                chunk));
  }

  /** Takes a row that is due and free: of the chunks with the fewest copies one that waits long. */
  Optional<Claim> claimUrgent(Duration lease) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql ->
            sql.first(
                CLAIM_URGENT,
                row -> new Claim(row.chunk("chunk_id"), owner, row.integer("attempts")),
                owner,
                lease,
                MOST_COPIES));
  }

  /** Holds the row for longer; false when another worker took it meanwhile. */
  boolean hold(Claim claim, Duration lease) {
    return database.single(
            sql ->
                sql.update(
                    "UPDATE repair SET next_try = clock_timestamp() + ? * interval '1 microsecond'"
                        + " WHERE chunk_id = ? AND owner = ?",
                    lease,
                    claim.chunk(),
                    claim.owner()))
        == 1;
  }

  /** Empty when there is no such chunk. */
  Optional<State> state(ChunkId chunk) {
    record Line(long size, boolean used, Optional<NodeId> node, Standing standing) {}

    List<Line> lines =
        database.single(
            sql ->
                sql.list(
                    STATE,
                    row ->
                        new Line(
                            row.number("size"),
                            row.flag("used"),
                            row.text("node_id") == null
                                ? Optional.empty()
                                : Optional.of(row.node("node_id")),
                            Standing.valueOf(row.text("standing"))),
                    chunk));
    Map<Standing, List<NodeId>> nodes = new EnumMap<>(Standing.class);
    for (Standing standing : Standing.values()) {
      nodes.put(
          standing,
          lines.stream()
              .filter(line -> line.standing() == standing)
              .flatMap(line -> line.node().stream())
              .toList());
    }
    return lines.stream()
        .findFirst()
        .map(
            first ->
                new State(
                    first.size(),
                    first.used(),
                    nodes.get(Standing.SOUND),
                    nodes.get(Standing.DRAINED),
                    nodes.get(Standing.LOST),
                    nodes.get(Standing.BAD)));
  }

  /**
   * Records a copy that was made under the lease, and ends the lease. A chunk that no content names
   * any more gets no replica: the copy stays an orphan.
   *
   * @return false when the lease was lost or the chunk is not used
   */
  boolean record(LeaseId lease, ChunkId chunk, CopyAt copy) {
    return database.transaction(
        sql -> {
          Optional<Long> recorded =
              sql.first(
                  "DELETE FROM write_lease WHERE id = ? AND lease_until > clock_timestamp()"
                      + " RETURNING nextval('write_order') AS recorded",
                  row -> row.number("recorded"),
                  lease.uuid());
          if (recorded.isEmpty() || !lockedAndUsed(sql, chunk)) {
            return false;
          }
          sql.update(RECORD, chunk, copy.node(), copy.generation(), recorded.get());
          return true;
        });
  }

  // In two statements: the second one sees what was committed while the first waited.
  private static boolean lockedAndUsed(Sql sql, ChunkId chunk) throws SQLException {
    return sql.first("SELECT 1 FROM chunk WHERE id = ? FOR UPDATE", row -> true, chunk).isPresent()
        && sql.first("SELECT 1 FROM content_chunk WHERE chunk_id = ? LIMIT 1", row -> true, chunk)
            .isPresent();
  }

  /** The chunk has what it needs, or needs nothing any more. */
  void finish(Claim claim) {
    database.single(
        sql ->
            sql.update(
                "DELETE FROM repair WHERE chunk_id = ? AND owner = ?",
                claim.chunk(),
                claim.owner()));
  }

  /** Gives the row back, due after the pause. */
  void postpone(Claim claim, Duration pause, String error) {
    database.single(
        sql ->
            sql.update(
                "UPDATE repair SET owner = NULL, last_error = ?,"
                    + " next_try = clock_timestamp() + ? * interval '1 microsecond'"
                    + " WHERE chunk_id = ? AND owner = ?",
                error,
                pause,
                claim.chunk(),
                claim.owner()));
  }
}
