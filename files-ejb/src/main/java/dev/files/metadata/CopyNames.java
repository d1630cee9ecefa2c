package dev.files.metadata;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * How names of copies go: nobody else condemns or deletes rows of {@code replica}.
 *
 * <p>A copy that has rot or that its node lost is marked first: it counts for nothing, readers come
 * to it last, and the chunk is to be repaired. A name is taken away by condemning its row, and the
 * bytes go by generation when that is settled, as those of unused chunks do. Two workers that each
 * see the other's copy must not both let go of theirs, so whoever wants a name gone, for whatever
 * reason, asks {@link #takeAway}.
 */
public final class CopyNames {
  private static final String LOCK =
      "SELECT id FROM chunk WHERE id = ANY (?) ORDER BY id FOR UPDATE";

  // What would be left: sound copies on active nodes that are to stay. A bad copy may go when there
  // are fewer, if the cluster has no nodes for more, but never before one sound copy is recorded.
  private static final String TAKE_AWAY =
      """
      UPDATE replica r
      SET condemned = true, attempts = 0, next_try = clock_timestamp(), owner = NULL
      WHERE r.chunk_id = ? AND r.node_id = ? AND NOT r.condemned
        AND (SELECT count(*) FROM replica o JOIN node n ON n.id = o.node_id
             WHERE o.chunk_id = r.chunk_id AND o.node_id <> r.node_id
               AND NOT o.condemned AND o.bad_since IS NULL
               AND NOT n.draining AND n.lost_since IS NULL AND n.retired IS NULL
               AND n.last_ping > clock_timestamp() - ? * interval '1 microsecond')
          >= CASE WHEN r.bad_since IS NULL THEN ?
               ELSE greatest(1, least(?, (SELECT count(*) FROM node n
                 WHERE n.id <> r.node_id AND NOT n.draining AND n.lost_since IS NULL
                   AND n.retired IS NULL))) END
      """;

  private static final String NEWS =
      """
      SELECT chunk_id FROM replica WHERE node_id = ? AND chunk_id = ANY (?)
        AND NOT condemned AND bad_since IS NULL
      ORDER BY chunk_id
      """;

  private static final String MARK =
      """
      WITH bad AS (
        UPDATE replica SET bad_since = clock_timestamp()
        WHERE node_id = ? AND chunk_id = ANY (?) AND NOT condemned AND bad_since IS NULL %s
        RETURNING chunk_id
      ), wanted AS (
        INSERT INTO repair (chunk_id) SELECT chunk_id FROM bad ORDER BY chunk_id
        ON CONFLICT (chunk_id) DO UPDATE SET next_try = clock_timestamp(), owner = NULL
      )
      SELECT chunk_id FROM bad ORDER BY chunk_id
      """;

  private static final String MARK_ROTTEN = MARK.formatted("");
  private static final String MARK_LOST = MARK.formatted("AND generation = ?");

  private static final String CONDEMN_UNUSED =
      """
      UPDATE replica SET condemned = true, attempts = 0, next_try = clock_timestamp(), owner = NULL
      WHERE chunk_id = ANY (?) AND NOT condemned
      """;

  private static final String REMOVE =
      """
      DELETE FROM replica r USING unnest(?, ?, ?) AS g (chunk_id, node_id, generation)
      WHERE r.chunk_id = g.chunk_id AND r.node_id = g.node_id AND r.generation = g.generation
        AND r.condemned AND r.owner = ?
      RETURNING r.chunk_id
      """;

  private static final int FORGOTTEN_AT_ONCE = 500;

  private static final String RETIRED =
      """
      SELECT r.chunk_id FROM node n CROSS JOIN LATERAL (
        SELECT chunk_id FROM replica WHERE node_id = n.id ORDER BY chunk_id LIMIT %1$d) AS r
      WHERE n.retired IS NOT NULL LIMIT %1$d
      """
          .formatted(FORGOTTEN_AT_ONCE);

  private static final String FORGET =
      """
      DELETE FROM replica r USING node n
      WHERE r.chunk_id = ANY (?) AND n.id = r.node_id AND n.retired IS NOT NULL
      RETURNING r.chunk_id
      """;

  private static final String SUSPECT_BARE =
      """
      UPDATE chunk c SET suspect_since = clock_timestamp() WHERE c.id = ANY (?)
        AND NOT EXISTS (SELECT FROM replica r WHERE r.chunk_id = c.id)
      """;

  private final Database database;
  private final int replicasWanted;
  private final Duration nodeActive;

  /**
   * @param nodeActive a node that pinged within this time is active
   */
  public CopyNames(Database database, int replicasWanted, Duration nodeActive) {
    this.database = database;
    this.replicasWanted = replicasWanted;
    this.nodeActive = nodeActive;
  }

  /**
   * Takes the name from a copy of a chunk that is used, unless too few sound ones would be left.
   *
   * @return whether it went
   */
  public boolean takeAway(ChunkId chunk, NodeId node) {
    return database.transaction(
        sql -> {
          lock(sql, Many.hashes(List.of(chunk)));
          // A statement after the lock: it sees what the one before us took away.
          return sql.update(TAKE_AWAY, chunk, node, nodeActive, replicasWanted, replicasWanted) > 0;
        });
  }

  /**
   * Marks copies that have rot and asks for repair. What is marked stays marked, so a node may
   * report with every ping what nobody could heal yet.
   *
   * @return those that were not known to be bad, in order
   */
  public List<ChunkId> rotten(NodeId node, Collection<ChunkId> chunks) {
    List<ChunkId> news =
        database.single(
            sql -> sql.list(NEWS, row -> row.chunk("chunk_id"), node, Many.hashes(chunks)));
    return news.isEmpty() ? List.of() : mark(MARK_ROTTEN, node, Many.hashes(news));
  }

  /**
   * Marks a copy that its node does not have, or not as new as its row says, and asks for repair.
   *
   * @param recorded the generation that was found missing: a row that has another was written since
   * @return whether it was not known
   */
  public boolean lost(NodeId node, ChunkId chunk, Generation recorded) {
    return !mark(MARK_LOST, node, Many.hashes(List.of(chunk)), recorded).isEmpty();
  }

  private List<ChunkId> mark(String statement, NodeId node, Many chunks, Object... more) {
    return database.transaction(
        sql -> {
          lock(sql, chunks);
          Object[] parameters = new Object[2 + more.length];
          parameters[0] = node;
          parameters[1] = chunks;
          System.arraycopy(more, 0, parameters, 2, more.length);
          return sql.list(statement, row -> row.chunk("chunk_id"), parameters);
        });
  }

  /** Condemns all copies of chunks that the caller has locked and found unused. */
  public static void condemnUnused(Sql sql, Many chunks) throws SQLException {
    sql.update(CONDEMN_UNUSED, chunks);
  }

  /**
   * Removes condemned rows whose bytes are gone, as far as they still are this worker's. The chunks
   * are locked first, as by commits.
   */
  public static void removeCondemned(Sql sql, Many chunks, Many nodes, Many generations, UUID owner)
      throws SQLException {
    lock(sql, chunks);
    suspectBare(
        sql, sql.list(REMOVE, row -> row.chunk("chunk_id"), chunks, nodes, generations, owner));
  }

  /**
   * Removes rows of copies on retired nodes, which nobody will ever ask for anything.
   *
   * @return how many rows there were, at most {@value #FORGOTTEN_AT_ONCE}; 0: none is left
   */
  public int forgetRetired() {
    return database.transaction(
        sql -> {
          List<ChunkId> chunks = sql.list(RETIRED, row -> row.chunk("chunk_id"));
          if (!chunks.isEmpty()) {
            lock(sql, Many.hashes(chunks));
            suspectBare(sql, sql.list(FORGET, row -> row.chunk("chunk_id"), Many.hashes(chunks)));
          }
          return chunks.size();
        });
  }

  // A chunk whose last row goes is looked at again: it may go now.
  private static void suspectBare(Sql sql, List<ChunkId> removed) throws SQLException {
    sql.update(SUSPECT_BARE, Many.hashes(removed));
  }

  private static void lock(Sql sql, Many chunks) throws SQLException {
    sql.list(LOCK, row -> row.chunk("id"), chunks);
  }
}
