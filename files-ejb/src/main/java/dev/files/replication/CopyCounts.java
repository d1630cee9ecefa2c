package dev.files.replication;

import dev.files.database.Database;
import dev.files.protocol.ChunkId;
import dev.files.workers.Chore;
import dev.files.workers.Walks;
import java.time.Duration;
import java.util.Optional;

/**
 * Walks over all chunks and has those looked at whose copies that count are not as many as wanted:
 * too few that nobody asked to repair, or too many, as when the same bytes were uploaded to other
 * nodes, or a lost node came back.
 */
public final class CopyCounts implements Chore {
  /** A page of chunks with their replicas is some 10 ms of the database's time. */
  static final int PAGE = 2000;

  private static final String WALK = "copy counts";
  private static final Duration HOLD = Duration.ofMinutes(1);

  // Each chunk is looked up by itself: joined freely, a plan for small tables reads all of them. A
  // row that waits for its next try waits on.
  private static final String ASK =
      """
      WITH page AS MATERIALIZED (
        SELECT id FROM chunk WHERE id > ? ORDER BY id LIMIT %d
      ), asked AS (
        INSERT INTO repair (chunk_id, sound)
        SELECT page.id, sound.copies
        FROM page CROSS JOIN LATERAL (
          SELECT count(*) AS copies FROM sound_replica r WHERE r.chunk_id = page.id OFFSET 0) AS sound
        WHERE sound.copies <> ?
          AND EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = page.id OFFSET 0)
        ORDER BY page.id
        ON CONFLICT (chunk_id) DO NOTHING
      )
      SELECT max(id::text)::bytea AS last, count(*) AS n FROM page
      """
          .formatted(PAGE);

  private record Page(Optional<ChunkId> last, int chunks) {}

  private final Database database;
  private final Walks walks;
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
    this.walks = new Walks(database);
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
    walks.begin(WALK);
    return walks.take(WALK, HOLD).map(this::page).orElse(0);
  }

  private int page(Walks.Walk walk) {
    Page page =
        database.single(
            sql ->
                sql.first(
                        ASK,
                        row -> new Page(row.sha256("last").map(ChunkId::new), row.integer("n")),
                        walk.after().map(ChunkId::bytes).orElse(new byte[0]),
                        wanted)
                    .orElseThrow());
    boolean more = page.chunks() == PAGE;
    walks.leave(walk, more ? page.last() : Optional.empty(), more ? Duration.ZERO : pass);
    return page.chunks();
  }
}
