package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
   * @param bad nodes whose copy has rot or was lost
   */
  record State(long size, boolean used, List<NodeId> sound, List<NodeId> bad) {
    List<NodeId> all() {
      return Stream.concat(sound.stream(), bad.stream()).toList();
    }
  }

  private static final String CLAIM =
      """
      UPDATE repair SET owner = ?, attempts = attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      WHERE chunk_id IN (
        SELECT chunk_id FROM repair WHERE next_try <= (SELECT clock_timestamp()) %s
        ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING chunk_id, attempts
      """;

  private static final String STATE =
      """
      SELECT c.size, EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = c.id) AS used,
        r.node_id, r.bad_since IS NOT NULL AS bad
      FROM chunk c LEFT JOIN replica r ON r.chunk_id = c.id AND NOT r.condemned
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
                CLAIM.formatted("AND chunk_id = ?"),
                row -> new Claim(chunk, owner, row.integer("attempts")),
                owner,
                lease,
                chunk));
  }

  /** Takes a row that is due and free. */
  Optional<Claim> claimAny(Duration lease) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql ->
            sql.first(
                CLAIM.formatted(""),
                row -> new Claim(row.chunk("chunk_id"), owner, row.integer("attempts")),
                owner,
                lease));
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
    record Line(long size, boolean used, Optional<NodeId> node, boolean bad) {}

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
                            row.flag("bad")),
                    chunk));
    return lines.stream()
        .findFirst()
        .map(
            first ->
                new State(
                    first.size(),
                    first.used(),
                    lines.stream()
                        .filter(line -> !line.bad())
                        .flatMap(line -> line.node().stream())
                        .toList(),
                    lines.stream()
                        .filter(Line::bad)
                        .flatMap(line -> line.node().stream())
                        .toList()));
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
