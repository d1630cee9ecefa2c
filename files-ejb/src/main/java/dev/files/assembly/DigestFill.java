package dev.files.assembly;

import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.nodes.ActiveNodes;
import dev.files.protocol.FilesException;
import dev.files.protocol.Sha256;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Backoff;
import dev.files.workers.Chore;
import dev.files.workers.ClaimedRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Finds the SHA-256 of contents whose bytes never streamed through a front in order. */
public final class DigestFill implements Chore {
  private static final Logger LOG = Logger.getLogger(DigestFill.class);
  private static final int PAGE = 100;
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(20);

  private static final ClaimedRows ROWS = new ClaimedRows("digest_fill", "content_id");

  private static final String CLAIM =
      ROWS.claim(
          """
          SELECT content_id FROM digest_fill WHERE %s
          ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED
          """
              .formatted(ClaimedRows.IS_DUE),
          "content_id, attempts");

  private static final String HOLD_ON = ROWS.hold();

  private static final String RECORD =
      """
      WITH filled AS (%s RETURNING content_id)
      UPDATE content SET sha256 = ? FROM filled
      WHERE content.id = filled.content_id AND content.sha256 IS NULL
      """
          .formatted(ROWS.remove());

  private static final String POSTPONE = ROWS.giveBack("last_error = ?");

  private record Claim(long content, int attempts) {}

  private final Database database;
  private final ContentMap contents;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final Duration interval;
  private final LongSupplier nanoTime;

  DigestFill(
      Database database,
      ContentMap contents,
      ActiveNodes nodes,
      NodeCalls calls,
      Duration interval,
      LongSupplier nanoTime) {
    this.database = database;
    this.contents = contents;
    this.nodes = nodes;
    this.calls = calls;
    this.interval = interval;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "digests";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    UUID owner = UUID.randomUUID();
    Optional<Claim> claim =
        database.single(
            sql ->
                sql.first(
                    CLAIM,
                    row -> new Claim(row.number("content_id"), row.integer("attempts")),
                    owner,
                    HOLD));
    if (claim.isEmpty()) {
      return 0;
    }
    long content = claim.get().content();
    try {
      Sha256 sha256 = read(content, owner);
      database.single(sql -> sql.update(RECORD, only(content), owner, sha256));
    } catch (FilesException e) {
      LOG.debugf("content %d is read back later: %s", content, e.getMessage());
      Duration pause = Backoff.after(claim.get().attempts());
      database.single(sql -> sql.update(POSTPONE, e.getMessage(), pause, only(content), owner));
    }
    return 1;
  }

  private static Many only(long content) {
    return Many.longs(List.of(content));
  }

  private Sha256 read(long content, UUID owner) {
    long[] held = {nanoTime.getAsLong()};
    ReadBack reading =
        new ReadBack(
            nodes,
            calls,
            () -> {
              long now = nanoTime.getAsLong();
              if (now - held[0] >= RENEW_EVERY.toNanos()) {
                held[0] = now;
                database.single(sql -> sql.update(HOLD_ON, HOLD, only(content), owner));
              }
            });
    long offset = 0;
    List<ChunkLocations> page = contents.chunksFrom(content, offset, PAGE);
    while (!page.isEmpty()) {
      for (ChunkLocations chunk : page) {
        reading.add(chunk.chunk(), chunk.nodes());
        offset = chunk.offset() + chunk.chunk().size();
      }
      page = contents.chunksFrom(content, offset, PAGE);
    }
    return reading.finish();
  }
}
