package dev.files.figures;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.nodes.NodeFill;
import dev.files.protocol.FilesException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Asks the database at most every {@value ClusterFigures#FRESH_SECONDS} s. */
final class CountedFigures implements FrontFigures {
  private static final Logger LOG = Logger.getLogger(CountedFigures.class);

  // The index over (sound, next_try) has the rows together; the plan stops at the limit.
  private static final String REPAIRS =
      """
      SELECT s.sound, (SELECT count(*) FROM (
        SELECT FROM repair r WHERE r.sound = s.sound LIMIT %d) AS counted) AS chunks
      FROM generate_series(0, 2) AS s (sound)
      """
          .formatted(ClusterFigures.MOST);

  // What the statistics say is of the last VACUUM or ANALYZE, which a short table may never have
  // met.
  private static final String CHUNKS =
      """
      SELECT CASE WHEN counted.n > %1$d THEN greatest(counted.n, statistics.reltuples::bigint)
        ELSE counted.n END AS n
      FROM (SELECT count(*) AS n FROM (SELECT FROM chunk LIMIT %1$d + 1) AS chunks) AS counted,
        (SELECT reltuples FROM pg_class WHERE oid = 'chunk'::regclass) AS statistics
      """
          .formatted(ClusterFigures.MOST);

  private static final String EXPIRED =
      """
      SELECT count(*) AS n FROM (
        SELECT FROM file WHERE expires <= (SELECT clock_timestamp()) LIMIT %d) AS counted
      """
          .formatted(ClusterFigures.MOST);

  private final Database database;
  private final Supplier<List<NodeFill>> nodes;
  private final BooleanSupplier ranBack;
  private final Supplier<OwnFigures> own;
  private final LongSupplier nanoTime;
  private ClusterFigures last = ClusterFigures.UNKNOWN;
  private long due;

  CountedFigures(
      Database database,
      Supplier<List<NodeFill>> nodes,
      BooleanSupplier ranBack,
      Supplier<OwnFigures> own,
      LongSupplier nanoTime) {
    this.database = database;
    this.nodes = nodes;
    this.ranBack = ranBack;
    this.own = own;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  @Override
  public synchronized ClusterFigures cluster() {
    long now = nanoTime.getAsLong();
    if (now - due >= 0) {
      due = now + TimeUnit.SECONDS.toNanos(ClusterFigures.FRESH_SECONDS);
      try {
        last = ask();
      } catch (FilesException e) {
        LOG.debug("the database cannot be asked for figures", e);
        last = last.outdated();
      }
    }
    return last;
  }

  private ClusterFigures ask() {
    Map<Integer, Long> repairs = database.single(CountedFigures::repairs);
    return new ClusterFigures(
        true, number(CHUNKS), repairs, number(EXPIRED), nodes.get(), ranBack.getAsBoolean());
  }

  private long number(String query) {
    return database.single(sql -> sql.first(query, row -> row.number("n"))).orElseThrow();
  }

  private static Map<Integer, Long> repairs(Sql sql) throws SQLException {
    Map<Integer, Long> repairs = new TreeMap<>();
    sql.list(REPAIRS, row -> repairs.put(row.integer("sound"), row.number("chunks")));
    return repairs;
  }

  @Override
  public OwnFigures own() {
    return own.get();
  }
}
