package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.metadata.CopyAt;
import dev.files.metadata.LeaseId;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.workers.ClaimedRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

  private static final ClaimedRows ROWS = new ClaimedRows("repair", "chunk_id");
  private static final String CLAIMED = "chunk_id, attempts";

  private static final String CLAIM =
      ROWS.claim(
          "SELECT chunk_id FROM repair WHERE chunk_id = ANY (?) AND %s FOR UPDATE SKIP LOCKED"
              .formatted(ClaimedRows.IS_DUE),
          CLAIMED);

  // One look into the index for each number of copies: rows that are not due, however urgent, cost
  // nothing.
  private static final String CLAIM_URGENT =
      ROWS.claim(
          """
          SELECT due.chunk_id FROM generate_series(0, ?) AS copies (n) CROSS JOIN LATERAL (
            SELECT chunk_id FROM repair WHERE sound = copies.n AND %s
            ORDER BY next_try LIMIT ? FOR UPDATE SKIP LOCKED) AS due
          ORDER BY copies.n LIMIT ?
          """
              .formatted(ClaimedRows.IS_DUE),
          CLAIMED);

  private static final String HOLD = ROWS.hold();
  private static final String FINISH = ROWS.remove();
  private static final String POSTPONE = ROWS.giveBack("last_error = ?");

  // Each chunk is looked up by itself: joined freely, a plan for small tables reads all of them.
  private static final String STATE =
      """
      SELECT c.id, c.size, c.used, r.node_id,
        CASE WHEN r.bad_since IS NOT NULL THEN 'BAD'
          WHEN n.lost_since IS NOT NULL OR n.retired IS NOT NULL THEN 'LOST'
          WHEN n.draining AND NOT n.drain_paused THEN 'DRAINED' ELSE 'SOUND' END AS standing
      FROM unnest(?) AS asked (id)
        CROSS JOIN LATERAL (
          SELECT id, size, EXISTS (
            SELECT FROM content_chunk p WHERE p.chunk_id = asked.id OFFSET 0) AS used
          FROM chunk WHERE chunk.id = asked.id OFFSET 0) AS c
        LEFT JOIN LATERAL (SELECT node_id, bad_since FROM replica
          WHERE replica.chunk_id = asked.id AND NOT condemned OFFSET 0) AS r ON true
        LEFT JOIN node n ON n.id = r.node_id
      ORDER BY c.id, r.node_id
      """;

  // The node has just checked or replaced a copy that was bad, and what it answers now is what it
  // has, also when its generations ran back.
  private static final String RECORD =
      """
      INSERT INTO replica (recorded, chunk_id, node_id, generation)
      SELECT ?, c.chunk_id, c.node_id, c.generation
      FROM unnest(?, ?, ?) AS c (chunk_id, node_id, generation) ORDER BY c.chunk_id
      ON CONFLICT (chunk_id, node_id) DO UPDATE
        SET generation = CASE WHEN replica.bad_since IS NULL
            THEN greatest(replica.generation, excluded.generation) ELSE excluded.generation END,
          recorded = greatest(replica.recorded, excluded.recorded),
          bad_since = NULL, condemned = false, attempts = 0, next_try = NULL, owner = NULL
      """;

  /** More than a chunk has: there are as many replicas as are wanted, 16 at most, and surplus. */
  static final int MOST_COPIES = 32;

  private final Database database;

  RepairTable(Database database) {
    this.database = database;
  }

  /** Takes the rows of these chunks, as far as there are some that are due and free. */
  List<Claim> claim(Collection<ChunkId> chunks, Duration lease) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql -> sql.list(CLAIM, row -> claim(row, owner), owner, lease, Many.hashes(chunks)));
  }

  private static Claim claim(Row row, UUID owner) throws SQLException {
    return new Claim(row.chunk("chunk_id"), owner, row.integer("attempts"));
  }

  /**
   * Takes rows that are due and free: of the chunks with the fewest copies those that wait long.
   */
  List<Claim> claimUrgent(int most, Duration lease) {
    UUID owner = UUID.randomUUID();
    return database.single(
        sql ->
            sql.list(
                CLAIM_URGENT, row -> claim(row, owner), owner, lease, MOST_COPIES, most, most));
  }

  /** Holds rows of one worker for longer, as far as no other took them meanwhile. */
  void hold(List<Claim> claims, Duration lease) {
    database.single(sql -> sql.update(HOLD, lease, chunks(claims), claims.get(0).owner()));
  }

  private static Many chunks(List<Claim> claims) {
    return Many.hashes(claims.stream().map(Claim::chunk).toList());
  }

  private record Line(
      ChunkId chunk, long size, boolean used, Optional<NodeId> node, Standing standing) {
    static Line of(Row row) throws SQLException {
      return new Line(
          row.chunk("id"),
          row.number("size"),
          row.flag("used"),
          row.text("node_id") == null ? Optional.empty() : Optional.of(row.node("node_id")),
          Standing.valueOf(row.text("standing")));
    }
  }

  /** Of the chunks that there are. */
  Map<ChunkId, State> states(Collection<ChunkId> chunks) {
    Map<ChunkId, State> states = new HashMap<>();
    database.single(sql -> sql.list(STATE, Line::of, Many.hashes(chunks))).stream()
        .collect(Collectors.groupingBy(Line::chunk))
        .forEach((chunk, lines) -> states.put(chunk, state(lines)));
    return states;
  }

  private static State state(List<Line> lines) {
    return new State(
        lines.get(0).size(),
        lines.get(0).used(),
        nodes(lines, Standing.SOUND),
        nodes(lines, Standing.DRAINED),
        nodes(lines, Standing.LOST),
        nodes(lines, Standing.BAD));
  }

  private static List<NodeId> nodes(List<Line> lines, Standing standing) {
    return lines.stream()
        .filter(line -> line.standing() == standing)
        .flatMap(line -> line.node().stream())
        .toList();
  }

  /**
   * Records copies that were made under the lease, and ends the lease. A chunk that no content
   * names any more gets no replica: the copy stays an orphan.
   *
   * @return the chunks whose copy is recorded; none when the lease was lost
   */
  Set<ChunkId> record(LeaseId lease, Map<ChunkId, CopyAt> copies) {
    return database.transaction(
        sql -> {
          Optional<Long> recorded =
              sql.first(
                  "DELETE FROM write_lease WHERE id = ? AND lease_until > clock_timestamp()"
                      + " RETURNING nextval('write_order') AS recorded",
                  row -> row.number("recorded"),
                  lease.uuid());
          if (recorded.isEmpty()) {
            return Set.of();
          }
          List<ChunkId> used = lockedAndUsed(sql, Many.hashes(copies.keySet()));
          sql.update(
              RECORD,
              recorded.get(),
              Many.hashes(used),
              Many.nodes(used.stream().map(chunk -> copies.get(chunk).node()).toList()),
              Many.longs(used.stream().map(chunk -> copies.get(chunk).generation()).toList()));
          return Set.copyOf(used);
        });
  }

  // In two statements: the second one sees what was committed while the first waited.
  private static List<ChunkId> lockedAndUsed(Sql sql, Many chunks) throws SQLException {
    List<ChunkId> locked =
        sql.list(
            "SELECT id FROM chunk WHERE id = ANY (?) ORDER BY id FOR UPDATE",
            row -> row.chunk("id"),
            chunks);
    return sql.list(
        "SELECT id FROM unnest(?) AS c (id) WHERE EXISTS (SELECT FROM content_chunk p WHERE"
            + " p.chunk_id = c.id OFFSET 0) ORDER BY id",
        row -> row.chunk("id"),
        Many.hashes(locked));
  }

  /** These chunks of one worker have what they need, or need nothing any more. */
  void finish(List<Claim> claims) {
    if (!claims.isEmpty()) {
      database.single(sql -> sql.update(FINISH, chunks(claims), claims.get(0).owner()));
    }
  }

  /** Gives the row back, due after the pause. */
  void postpone(Claim claim, Duration pause, String error) {
    database.single(
        sql -> sql.update(POSTPONE, error, pause, chunks(List.of(claim)), claim.owner()));
  }
}
