package dev.files.replication;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.protocol.ChunkId;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Walks over all chunks, page by page, and has those looked at whose sound copies are not as many
 * as wanted: too few that nobody asked to repair, or too many, as when the same bytes were uploaded
 * to other nodes. Fronts share one walk.
 */
public final class CopyCounts implements Chore {
  /** A page of chunks with their replicas is some 10 ms of the database's time. */
  static final int PAGE = 2000;

  private static final String WALK = "copy counts";
  private static final Duration HOLD = Duration.ofMinutes(1);

  private static final String KNOW =
      "INSERT INTO walk (name) VALUES ('" + WALK + "') ON CONFLICT DO NOTHING";

  private static final String CLAIM =
      """
      UPDATE walk SET owner = ?, attempts = attempts + 1,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      WHERE name = (SELECT name FROM walk WHERE name = '%s' AND next_try <= clock_timestamp()
        FOR UPDATE SKIP LOCKED)
      RETURNING after_id
      """
          .formatted(WALK);

  // Each chunk is looked up by itself: joined freely, a plan for small tables reads all of them. A
  // row that waits for its next try waits on.
  private static final String ASK =
      """
      WITH page AS MATERIALIZED (
        SELECT id FROM chunk WHERE id > ? ORDER BY id LIMIT %d
      ), asked AS (
        INSERT INTO repair (chunk_id)
        SELECT page.id
        FROM page CROSS JOIN LATERAL (
          SELECT count(*) AS copies FROM replica r
          WHERE r.chunk_id = page.id AND NOT r.condemned AND r.bad_since IS NULL OFFSET 0) AS sound
        WHERE sound.copies <> ?
          AND EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = page.id)
        ORDER BY page.id
        ON CONFLICT (chunk_id) DO NOTHING
      )
      SELECT max(id::text)::bytea AS last, count(*) AS n FROM page
      """
          .formatted(PAGE);

  private static final String RELEASE =
      """
      UPDATE walk SET owner = NULL, attempts = 0, after_id = ?,
        next_try = clock_timestamp() + ? * interval '1 microsecond'
      WHERE name = '%s' AND owner = ?
      """
          .formatted(WALK);

  private record Page(Optional<ChunkId> last, int chunks) {}

  private final Database database;
  private final int wanted;
  private final Duration look;
  private final Duration pass;

  /**
   * @param wanted replicas
   * @param look pause between looks whether a pass is due
   * @param pass pause between two passes
   */
  CopyCounts(Database database, int wanted, Duration look, Duration pass) {
    this.database = database;
    this.wanted = wanted;
    this.look = look.compareTo(pass) < 0 ? look : pass;
    this.pass = pass;
  }

  @Override
  public String name() {
    return "copy counts";
  }

  @Override
  public Duration interval() {
    return look;
  }

  @Override
  public int step() {
    UUID owner = UUID.randomUUID();
    database.single(sql -> sql.update(KNOW));
    Optional<Optional<ChunkId>> after =
        database.single(
            sql -> sql.first(CLAIM, row -> row.sha256("after_id").map(ChunkId::new), owner, HOLD));
    if (after.isEmpty()) {
      return 0;
    }
    Page page = database.single(sql -> ask(sql, after.get()));
    boolean more = page.chunks() == PAGE;
    database.single(
        sql ->
            sql.update(
                RELEASE,
                more ? page.last() : Optional.empty(),
                more ? Duration.ZERO : pass,
                owner));
    return page.chunks();
  }

  private Page ask(Sql sql, Optional<ChunkId> after) throws SQLException {
    return sql.first(
            ASK,
            row -> new Page(row.sha256("last").map(ChunkId::new), row.integer("n")),
            after.map(ChunkId::bytes).orElse(new byte[0]),
            wanted)
        .orElseThrow();
  }
}
