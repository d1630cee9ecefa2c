package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.metadata.RepairHints;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.workers.Chore;
import dev.files.workers.Walks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Walks over the copies on each node that is lost or being drained and asks for repair of their
 * chunks, which is what makes work of a node that is leaving. The walks lie in the database, so
 * they go on when the front that did one dies; a node that is back, or is to stay after all, has
 * none.
 */
public final class LeavingCopies implements Chore {
  static final int PAGE = 500;

  private static final String PREFIX = "leaving ";
  private static final Duration HOLD = Duration.ofMinutes(1);

  /** What could not be repaired lies in its row, so a lost node need not be walked often. */
  private static final Duration NEXT_PASS = Duration.ofMinutes(10);

  private static final String BEGIN =
      """
      INSERT INTO walk (name)
      SELECT '%s' || id FROM node WHERE retired IS NULL AND (draining AND NOT drain_paused OR lost_since IS NOT NULL)
      ON CONFLICT DO NOTHING
      """
          .formatted(PREFIX);

  private static final String END =
      """
      DELETE FROM walk w WHERE starts_with(w.name, '%1$s') AND NOT EXISTS (
        SELECT FROM node n WHERE w.name = '%1$s' || n.id AND n.retired IS NULL
          AND (n.draining AND NOT n.drain_paused OR n.lost_since IS NOT NULL))
      """
          .formatted(PREFIX);

  private static final String PAGE_OF =
      """
      SELECT chunk_id FROM replica WHERE node_id = ? AND chunk_id > ?
      ORDER BY chunk_id LIMIT %d
      """
          .formatted(PAGE);

  // Those that a content names and that are short of copies, or have one to give up: who is drained
  // keeps none, but is there to copy from, so its chunks are less urgent than those of who is lost.
  // A worker that is at one now may have looked before the node left, so it is asked
  // for again.
  private static final String ASK =
      """
      INSERT INTO repair (chunk_id, sound)
      SELECT page.id, sound.copies + (leaving.lost_since IS NULL)::int
      FROM unnest(?) AS page (id) CROSS JOIN LATERAL (
        SELECT count(*) AS copies FROM sound_replica r WHERE r.chunk_id = page.id OFFSET 0) AS sound
        JOIN node leaving ON leaving.id = ?
      WHERE (sound.copies < ? OR EXISTS (
          SELECT FROM replica r JOIN node n ON n.id = r.node_id
          WHERE r.chunk_id = page.id AND r.node_id = ? AND NOT r.condemned
            AND n.draining AND NOT n.drain_paused AND n.lost_since IS NULL))
        AND EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = page.id OFFSET 0)
      ORDER BY page.id
      ON CONFLICT (chunk_id) DO UPDATE
        SET sound = excluded.sound, next_try = clock_timestamp(), owner = NULL
      RETURNING chunk_id, sound
      """;

  private record Asked(ChunkId chunk, int sound) {}

  private final Database database;
  private final Walks walks;
  private final RepairHints hints;
  private final int wanted;
  private final Duration look;

  /**
   * @param wanted replicas
   * @param look pause between looks whether a node is leaving
   */
  LeavingCopies(Database database, RepairHints hints, int wanted, Duration look) {
    this.database = database;
    this.walks = new Walks(database);
    this.hints = hints;
    this.wanted = wanted;
    this.look = look;
  }

  @Override
  public String name() {
    return "leaving copies";
  }

  @Override
  public Duration interval() {
    return look;
  }

  @Override
  public int step() {
    database.single(sql -> sql.update(BEGIN) + sql.update(END));
    return walks.take(PREFIX, HOLD).map(this::page).orElse(0);
  }

  private int page(Walks.Walk walk) {
    NodeId node = new NodeId(walk.name().substring(PREFIX.length()).replace("-", ""));
    byte[] after = walk.after().map(ChunkId::bytes).orElse(new byte[0]);
    List<ChunkId> chunks =
        database.single(sql -> sql.list(PAGE_OF, row -> row.chunk("chunk_id"), node, after));
    List<Asked> asked =
        chunks.isEmpty() ? List.of() : database.single(sql -> ask(sql, node, chunks));
    hints.hint(
        asked.stream()
            .sorted((a, b) -> Integer.compare(a.sound(), b.sound()))
            .map(Asked::chunk)
            .toList());
    boolean more = chunks.size() == PAGE;
    walks.leave(
        walk,
        more ? Optional.of(chunks.get(PAGE - 1)) : Optional.empty(),
        more ? Duration.ZERO : NEXT_PASS);
    return chunks.size();
  }

  private List<Asked> ask(Sql sql, NodeId node, List<ChunkId> chunks) throws SQLException {
    return sql.list(
        ASK,
        row -> new Asked(row.chunk("chunk_id"), row.integer("sound")),
        Sql.Many.hashes(chunks),
        node,
        wanted,
        node);
  }
}
