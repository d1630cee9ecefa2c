package dev.files.plans;

import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.database.Sql.Many;
import dev.files.plans.Plan.Kind;
import dev.files.plans.Plan.State;
import dev.files.protocol.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rows of {@code plan} and {@code plan_share}. */
final class PlanTable {
  /** As many as a page shows. */
  private static final int LATEST = 50;

  private static final double MICROS = 1e6;

  // How far a drain is, and when maintenance ends, is seen at the node.
  private static final String PLANS =
      """
      SELECT p.id, p.kind, p.node_id, p.created, p.ended, p.chunks, p.bytes, p.reason,
        CASE WHEN p.ended IS NULL AND d.drain_paused THEN 'paused' ELSE p.state END AS state,
        CASE WHEN p.ended IS NULL AND d.id IS NOT NULL
          THEN greatest(0, p.chunks - (SELECT count(*) FROM replica r
            WHERE r.node_id = d.id AND NOT r.condemned)) ELSE p.chunks_done END AS chunks_done,
        CASE WHEN p.ended IS NULL AND d.id IS NOT NULL
          THEN greatest(0, p.bytes - d.used) ELSE p.bytes_done END AS bytes_done,
        p.since_bytes, extract(epoch FROM coalesce(p.ended, clock_timestamp()) - p.since)::float8
          AS seconds,
        CASE WHEN p.ended IS NULL
          THEN extract(epoch FROM m.away_until - clock_timestamp())::bigint END AS seconds_left
      FROM plan p
        LEFT JOIN node d ON d.id = p.node_id AND p.kind = 'drain'
        LEFT JOIN node m ON m.id = p.node_id AND p.kind = 'maintenance'
      WHERE ?::uuid IS NULL OR p.id = ?::uuid ORDER BY p.ended IS NOT NULL, p.created DESC LIMIT %d
      """
          .formatted(LATEST);

  private static final String START_DRAINS =
      """
      INSERT INTO plan (kind, node_id, state, chunks, bytes)
      SELECT 'drain', n.id, 'running', copies.n, n.used FROM node n CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM replica r WHERE r.node_id = n.id AND NOT r.condemned) AS copies
      WHERE n.draining AND n.retired IS NULL AND (copies.n > 0 OR n.id = ?::uuid)
        AND NOT EXISTS (SELECT FROM plan p
          WHERE p.node_id = n.id AND p.kind = 'drain' AND p.ended IS NULL)
      ON CONFLICT DO NOTHING
      """;

  private static final String START_MAINTENANCE =
      """
      INSERT INTO plan (kind, node_id, state, chunks, bytes)
      SELECT 'maintenance', n.id, 'running', copies.n, n.used FROM node n CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM replica r WHERE r.node_id = n.id AND NOT r.condemned) AS copies
      WHERE n.away_until > clock_timestamp() AND n.retired IS NULL
        AND NOT EXISTS (SELECT FROM plan p
          WHERE p.node_id = n.id AND p.kind = 'maintenance' AND p.ended IS NULL)
      ON CONFLICT DO NOTHING
      """;

  private static final String END_MAINTENANCE =
      """
      UPDATE plan p SET ended = clock_timestamp(),
        state = CASE WHEN n.away_until IS NULL THEN 'cancelled' ELSE 'done' END
      FROM node n
      WHERE n.id = p.node_id AND p.kind = 'maintenance' AND p.ended IS NULL
        AND coalesce(n.away_until <= clock_timestamp(), true)
      """;

  // Each by index look-ups: the node's own copies, and for each whether another has the chunk.
  private static final String ONLY_HERE =
      """
      SELECT count(*) AS n FROM replica r WHERE r.node_id = ? AND NOT r.condemned
        AND NOT EXISTS (SELECT FROM sound_replica s
          WHERE s.chunk_id = r.chunk_id AND s.node_id <> r.node_id)
      """;

  private static final String END_DRAINS =
      """
      UPDATE plan p SET ended = clock_timestamp(),
        state = CASE WHEN n.draining THEN 'done' ELSE 'cancelled' END,
        chunks_done = greatest(0, p.chunks - (SELECT count(*) FROM replica r
          WHERE r.node_id = n.id AND NOT r.condemned)),
        bytes_done = CASE WHEN n.draining THEN p.bytes ELSE greatest(0, p.bytes - n.used) END
      FROM node n
      WHERE n.id = p.node_id AND p.kind = 'drain' AND p.ended IS NULL
        AND (NOT n.draining OR NOT EXISTS (
        SELECT FROM replica r WHERE r.node_id = n.id AND NOT r.condemned))
      """;

  private static final String PAUSE_DRAIN =
      """
      UPDATE node SET drain_paused = ?
      WHERE draining
        AND id = (SELECT node_id FROM plan WHERE id = ? AND kind = 'drain' AND ended IS NULL)
      """;

  // Also when it runs already: what its rate is measured from is the last order.
  private static final String SET_GOING =
      """
      UPDATE plan p SET since = clock_timestamp(),
        state = CASE WHEN p.kind = 'drain' THEN p.state ELSE 'running' END,
        since_bytes = CASE WHEN p.kind = 'drain'
          THEN greatest(0, p.bytes - (SELECT used FROM node WHERE id = p.node_id))
          ELSE p.bytes_done END
      WHERE p.id = ? AND p.ended IS NULL
      """;

  private static final String PAUSE =
      "UPDATE plan SET state = 'paused' WHERE id = ? AND kind = 'rebalance' AND ended IS NULL";

  private static final String END =
      """
      UPDATE plan SET state = ?, ended = clock_timestamp(), reason = ?
      WHERE id = ? AND kind = 'rebalance' AND ended IS NULL
      """;

  private static final String START =
      """
      INSERT INTO plan (id, kind, state, chunks, bytes) VALUES (?, 'rebalance', 'running', ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String SHARES =
      """
      INSERT INTO plan_share (plan_id, node_id, bytes)
      SELECT ?, s.node_id, s.bytes FROM unnest(?, ?) AS s (node_id, bytes)
      """;

  private static final String RUNNING =
      """
      SELECT p.id, s.node_id, s.bytes FROM plan p JOIN plan_share s ON s.plan_id = p.id
      WHERE p.kind = 'rebalance' AND p.state = 'running'
      """;

  // In one statement, so that a look in between sees neither half.
  private static final String MOVED =
      """
      WITH taken AS (SELECT node_id, bytes FROM unnest(?, ?) AS t (node_id, bytes)),
        moved AS (SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM taken),
        shares AS (
          UPDATE plan_share s SET bytes = s.bytes + CASE WHEN s.node_id = ?
              THEN -moved.bytes ELSE (SELECT bytes FROM taken t WHERE t.node_id = s.node_id) END
          FROM moved
          WHERE s.plan_id = ? AND (s.node_id = ? OR s.node_id IN (SELECT node_id FROM taken)))
      UPDATE plan SET chunks_done = chunks_done + ?, bytes_done = bytes_done + moved.bytes
      FROM moved WHERE id = ?
      """;

  private static final String COPIES =
      "SELECT count(*) AS n FROM replica WHERE node_id = ? AND NOT condemned";

  // What was moved counts at its nodes only when they have pinged and deleted.
  private static final String SETTLED =
      """
      SELECT NOT EXISTS (SELECT FROM plan WHERE kind = 'rebalance'
          AND coalesce(ended, 'infinity') > clock_timestamp() - ? * interval '1 microsecond')
        AND NOT EXISTS (SELECT FROM plan p WHERE kind = 'rebalance' AND reason IS NOT NULL
          AND ended > clock_timestamp() - ? * interval '1 microsecond'
          AND NOT EXISTS (SELECT FROM node WHERE registered > p.ended)) AS settled
      """;

  // One look for each number of copies, however many rows wait for later.
  private static final String REPAIRING =
      """
      SELECT EXISTS (SELECT FROM generate_series(0, ?) AS copies (n) CROSS JOIN LATERAL (
        SELECT FROM repair WHERE sound = copies.n AND next_try <= (SELECT clock_timestamp())
        LIMIT 1) AS due)
        OR EXISTS (SELECT FROM plan p JOIN node n ON n.id = p.node_id
          WHERE p.kind = 'drain' AND p.ended IS NULL AND NOT n.drain_paused) AS is
      """;

  private record Share(UUID plan, NodeId node, long bytes) {}

  private final Database database;

  PlanTable(Database database) {
    this.database = database;
  }

  /** The latest, or one. */
  List<Plan> plans(Optional<UUID> only) {
    return database.single(sql -> sql.list(PLANS, PlanTable::plan, only, only));
  }

  private static Plan plan(Row row) throws SQLException {
    double seconds = row.decimal("seconds");
    long moved = row.number("bytes_done") - row.number("since_bytes");
    Plan plan =
        new Plan(
            Optional.of(UUID.fromString(row.text("id"))),
            Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
            row.text("node_id") == null ? Optional.empty() : Optional.of(row.node("node_id")),
            State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
            row.instant("created"),
            row.optionalInstant("ended"),
            row.number("chunks"),
            row.number("bytes"),
            row.number("chunks_done"),
            row.number("bytes_done"),
            seconds <= 0 ? 0 : Math.round(Math.max(0, moved) / seconds * MICROS) / MICROS,
            Optional.empty(),
            Optional.ofNullable(row.text("reason")));
    return row.text("seconds_left") == null
        ? plan.withLeft(plan.leftByRate())
        : plan.withLeft(Optional.of(Duration.ofSeconds(Math.max(0, row.number("seconds_left")))));
  }

  /**
   * Makes the plans of drains and maintenance agree with their nodes: whoever ordered one, by a
   * front that knows of no plans even, has a plan.
   */
  void followNodes() {
    database.single(sql -> sql.update(END_DRAINS));
    database.single(sql -> sql.update(START_DRAINS, Optional.empty()));
    database.single(sql -> sql.update(END_MAINTENANCE));
    database.single(sql -> sql.update(START_MAINTENANCE));
  }

  /** Writes down the drain of a node that has just begun, though there may be nothing to do. */
  void startDrain(NodeId node) {
    database.single(sql -> sql.update(START_DRAINS, node));
  }

  void pause(Plan plan) {
    UUID id = plan.id().orElseThrow();
    database.transaction(sql -> sql.update(PAUSE_DRAIN, true, id) + sql.update(PAUSE, id));
  }

  void resume(Plan plan) {
    UUID id = plan.id().orElseThrow();
    database.transaction(sql -> sql.update(PAUSE_DRAIN, false, id) + sql.update(SET_GOING, id));
  }

  /** Ends a rebalance. */
  void end(UUID plan, State state, Optional<String> reason) {
    database.single(sql -> sql.update(END, state.word(), reason, plan));
  }

  /**
   * Writes down a rebalance.
   *
   * @return false when there is one that is open
   */
  boolean start(UUID id, long chunks, Balance balance) {
    return database.transaction(
        sql ->
            sql.update(START, id, chunks, balance.toMove()) == 1
                && sql.update(
                        SHARES,
                        id,
                        Many.nodes(balance.bytes().keySet()),
                        Many.longs(balance.bytes().values()))
                    >= 0);
  }

  Optional<RunningRebalance.Running> running() {
    List<Share> shares =
        database.single(
            sql ->
                sql.list(
                    RUNNING,
                    row ->
                        new Share(
                            UUID.fromString(row.text("id")),
                            row.node("node_id"),
                            row.number("bytes"))));
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    Map<NodeId, Long> bytes = new HashMap<>();
    shares.forEach(share -> bytes.put(share.node(), share.bytes()));
    return Optional.of(new RunningRebalance.Running(shares.get(0).plan(), bytes));
  }

  void moved(UUID plan, NodeId from, long chunks, Map<NodeId, Long> taken) {
    List<NodeId> nodes = List.copyOf(taken.keySet());
    database.single(
        sql ->
            sql.update(
                MOVED,
                Many.nodes(nodes),
                Many.longs(nodes.stream().map(taken::get).toList()),
                from,
                plan,
                from,
                chunks,
                plan));
  }

  void exhausted(UUID plan, NodeId from) {
    database.single(
        sql ->
            sql.update(
                "UPDATE plan_share SET bytes = 0 WHERE plan_id = ? AND node_id = ?", plan, from));
  }

  /** How long it is until that moment, by the database's clock; none when it is past. */
  Duration timeUntil(Instant moment) {
    long seconds =
        database
            .single(
                sql ->
                    sql.first(
                        "SELECT extract(epoch FROM ? - clock_timestamp())::bigint AS n",
                        row -> row.number("n"),
                        moment))
            .orElseThrow();
    return Duration.ofSeconds(Math.max(0, seconds));
  }

  /** Chunks of a node that have no sound copy on another. */
  long onlyHere(NodeId node) {
    return database.single(sql -> sql.first(ONLY_HERE, row -> row.number("n"), node)).orElseThrow();
  }

  /** Copies that a node has by name. */
  long copies(NodeId node) {
    return database.single(sql -> sql.first(COPIES, row -> row.number("n"), node)).orElseThrow();
  }

  /**
   * Whether what nodes say of their fill can be gone by.
   *
   * @param lately a plan that ended within this time may not show yet
   * @param inVain one that could not move all is not begun again within this time, unless a node
   *     has come
   */
  boolean settled(Duration lately, Duration inVain) {
    return database
        .single(sql -> sql.first(SETTLED, row -> row.flag("settled"), lately, inVain))
        .orElseThrow();
  }

  /** Whether chunks wait for repair that have too few copies, or nodes are being drained. */
  boolean repairing(int wanted) {
    return database
        .single(sql -> sql.first(REPAIRING, row -> row.flag("is"), wanted - 1))
        .orElseThrow();
  }
}
