package dev.files.nodes;

import dev.files.database.Database;
import dev.files.database.Sql;
import dev.files.protocol.NodeId;
import dev.files.workers.Chore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Judges which nodes are lost. Silence counts only while pings could be recorded: from the later of
 * a node's last ping and the start of the present unbroken series of recorded pings, to the last of
 * them. So the database, or all fronts, may be away for as long as they like.
 *
 * <p>When many are silent at once, the fault more likely lies between them and us, and to copy what
 * they have would only add to the trouble: then longer patience counts.
 */
final class LostNodes implements Chore {
  private static final Logger LOG = Logger.getLogger(LostNodes.class);

  /** More than a third of the nodes at once are many, or more than one zone. */
  private static final int SHARE_OF_MANY = 3;

  /** A series is written down this often by each front. */
  private static final Duration HEARD_EVERY = Duration.ofSeconds(1);

  private static final String HEARD =
      """
      INSERT INTO ping_series AS s (since, last) VALUES (clock_timestamp(), clock_timestamp())
      ON CONFLICT (one) DO UPDATE SET last = greatest(s.last, excluded.last),
        since = CASE WHEN s.last < excluded.last - ? * interval '1 microsecond'
          THEN excluded.last ELSE s.since END
      """;

  private static final String SILENT =
      """
      SELECT n.id, n.zone,
        s.last - greatest(n.last_ping, s.since, n.away_until) >= ? * interval '1 microsecond' AS long
      FROM node n CROSS JOIN ping_series s
      WHERE n.lost_since IS NULL AND n.retired IS NULL
        AND s.last - greatest(n.last_ping, s.since, n.away_until) >= ? * interval '1 microsecond'
      ORDER BY n.id FOR UPDATE OF n
      """;

  private static final String LOST_LATELY =
      """
      SELECT zone FROM node
      WHERE retired IS NULL AND lost_since > clock_timestamp() - ? * interval '1 microsecond'
      """;

  private final Database database;
  private final Duration gap;
  private final Duration patience;
  private final Duration longerPatience;
  private final Duration interval;
  private final LongSupplier nanoTime;
  private final AtomicLong nextHeard;
  private volatile List<NodeId> waitedFor = List.of();

  private record Silent(NodeId node, String zone, boolean forLong) {}

  /**
   * @param gap between two pings that breaks a series
   * @param patience with a node that is silent
   * @param longerPatience when many are
   * @param interval between looks
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  LostNodes(
      Database database,
      Duration gap,
      Duration patience,
      Duration longerPatience,
      Duration interval,
      LongSupplier nanoTime) {
    this.database = database;
    this.gap = gap;
    this.patience = patience;
    this.longerPatience = longerPatience;
    this.interval = interval;
    this.nanoTime = nanoTime;
    this.nextHeard = new AtomicLong(nanoTime.getAsLong());
  }

  /** A ping was recorded. */
  void heard() {
    long now = nanoTime.getAsLong();
    long next = nextHeard.get();
    if (now - next >= 0 && nextHeard.compareAndSet(next, now + HEARD_EVERY.toNanos())) {
      database.single(sql -> sql.update(HEARD, gap));
    }
  }

  @Override
  public String name() {
    return "lost nodes";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return database.transaction(this::judge);
  }

  private int judge(Sql sql) throws SQLException {
    List<Silent> silent =
        sql.list(
            SILENT,
            row -> new Silent(row.node("id"), row.text("zone"), row.flag("long")),
            longerPatience,
            patience);
    if (silent.isEmpty()) {
      waitedFor = List.of();
      return 0;
    }
    boolean many = areMany(sql, silent);
    List<NodeId> lost =
        silent.stream().filter(node -> !many || node.forLong()).map(Silent::node).toList();
    tellOfWaiting(silent.stream().map(Silent::node).filter(node -> !lost.contains(node)).toList());
    if (lost.isEmpty()) {
      return 0;
    }
    LOG.warnf("nodes %s are lost: what they have is copied elsewhere", lost);
    return sql.update(
        "UPDATE node SET lost_since = clock_timestamp() WHERE id = ANY (?)", Sql.Many.nodes(lost));
  }

  /** Once for the same nodes: the look is repeated every few seconds. */
  private void tellOfWaiting(List<NodeId> nodes) {
    if (!nodes.isEmpty() && !nodes.equals(waitedFor)) {
      LOG.warnf(
          "many nodes are silent at once or one after the other; what %s have is copied only when"
              + " they have been for %d s, or when an operator says that they are lost",
          nodes, longerPatience.toSeconds());
    }
    waitedFor = nodes;
  }

  private boolean areMany(Sql sql, List<Silent> silent) throws SQLException {
    List<String> lately = sql.list(LOST_LATELY, row -> row.text("zone"), longerPatience);
    long all =
        sql.first("SELECT count(*) AS n FROM node WHERE retired IS NULL", row -> row.number("n"))
            .orElse(0L);
    int gone = silent.size() + lately.size();
    Set<String> zones = new HashSet<>(lately);
    silent.forEach(node -> zones.add(node.zone()));
    // Of two nodes one is a half already.
    return gone > 1 && ((long) gone * SHARE_OF_MANY > all || zones.size() > 1);
  }
}
