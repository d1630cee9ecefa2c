package dev.files.nodes;

import dev.files.database.Sql;
import dev.files.protocol.messages.Json;
import dev.files.protocol.messages.WorkerReport;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A storage node as its last ping described it. */
@Entity(name = "Node")
@Table(name = "node")
class NodeEntity {
  @Id private UUID id;

  @Column(nullable = false)
  private String instance;

  @Column(nullable = false)
  private String url;

  @Column(name = "public_url", nullable = false)
  private String publicUrl;

  @Column(nullable = false)
  private String host;

  @Column(nullable = false)
  private String zone;

  @Column(nullable = false)
  private long capacity;

  @Column(nullable = false)
  private long used;

  @Column(name = "in_flight", nullable = false)
  private int inFlight;

  @Column(nullable = false)
  private String version;

  @Column(name = "last_ping", nullable = false)
  private Instant lastPing;

  @Column(nullable = false)
  private boolean draining;

  @Column(nullable = false)
  private Instant registered;

  /** Null: not lost. */
  @Column(name = "lost_since")
  private Instant lostSince;

  /** Null: nobody works on it. */
  @Column(name = "away_until")
  private Instant awayUntil;

  /** Its copies count and stay for now. */
  @Column(name = "drain_paused", nullable = false)
  private boolean drainPaused;

  /** Null: not retired. */
  @Column private Instant retired;

  /** Null when the node does not tell. */
  @Column private Long writable;

  @Column(nullable = false)
  private boolean unwell;

  /** JSON; null when the node did not tell. */
  @Column private String workers;

  /** For Hibernate. */
  protected NodeEntity() {}

  /**
   * A node that pings for the first time.
   *
   * @param now the database's
   */
  NodeEntity(CheckedPing ping, Instant now) {
    id = Sql.uuid(ping.id());
    registered = now;
    update(ping, now);
  }

  /** Takes over what the node says of itself. */
  void update(CheckedPing ping, Instant now) {
    instance = ping.instance();
    url = ping.url().toString();
    publicUrl = ping.publicUrl().toString();
    host = ping.host();
    zone = ping.zone();
    capacity = ping.capacityBytes();
    used = ping.usedBytes();
    inFlight = ping.inFlight();
    version = ping.version();
    writable = ping.writableBytes().orElse(null);
    unwell = ping.unwell();
    workers = new String(Json.write(ping.workers()), StandardCharsets.UTF_8);
    lastPing = now;
    lostSince = null;
  }

  /** Whether another process than this one spoke for the node since then. */
  boolean isTakenByAnother(String asking, Instant since) {
    return !instance.equals(asking) && !lastPing.isBefore(since);
  }

  /**
   * Another node answers at this one's URL now. Calls meant for this one must not reach that one,
   * whose generations count differently.
   */
  void superseded() {
    lastPing = Instant.EPOCH;
  }

  boolean draining() {
    return draining;
  }

  /** Begins, goes on with, or ends its drain. */
  void drain(boolean on) {
    draining = on;
    drainPaused = false;
  }

  boolean isRetired() {
    return retired != null;
  }

  /** Ends its life. What it took for a while or for lost is no matter any more. */
  void retire(Instant now) {
    retired = now;
    awayUntil = null;
  }

  /** Whether chunks may be placed on it as soon as it is active and well. */
  boolean takesChunks(Instant now) {
    return !draining && !isAway(now) && lostSince == null && retired == null;
  }

  void awayUntil(Instant until) {
    awayUntil = until;
  }

  void lose(Instant now) {
    lostSince = now;
    awayUntil = null;
  }

  /**
   * What it is.
   *
   * @param activeSince who pinged after that is active
   * @param empty whether it has no copy by name
   */
  NodeState state(Instant now, Instant activeSince, boolean empty) {
    if (retired != null) {
      return NodeState.RETIRED;
    } else if (lostSince != null) {
      return NodeState.LOST;
    } else if (isAway(now)) {
      return NodeState.MAINTENANCE;
    } else if (!isActive(activeSince)) {
      return NodeState.AWAY;
    } else if (unwell) {
      return NodeState.UNWELL;
    } else if (draining) {
      return empty ? NodeState.DRAINED : NodeState.DRAINING;
    }
    return NodeState.ACTIVE;
  }

  boolean isActive(Instant since) {
    return lastPing.isAfter(since);
  }

  private boolean isAway(Instant now) {
    return awayUntil != null && awayUntil.isAfter(now);
  }

  NodeStanding standing(Instant now, NodeState state, long chunks, int needed) {
    return new NodeStanding(
        view(now, Optional.empty()),
        state,
        version,
        registered,
        chunks,
        needed,
        Optional.ofNullable(lostSince),
        Optional.ofNullable(awayUntil).filter(until -> until.isAfter(now)));
  }

  NodeFill fill(Instant now, Instant activeSince, boolean empty) {
    return new NodeFill(Sql.nodeId(id), state(now, activeSince, empty), capacity, used);
  }

  NodeWorkers workers() {
    byte[] json = (workers == null ? "[]" : workers).getBytes(StandardCharsets.UTF_8);
    try {
      return new NodeWorkers(
          Sql.nodeId(id),
          URI.create(url),
          List.of(Json.read(new ByteArrayInputStream(json), json.length, WorkerReport[].class)));
    } catch (IOException e) {
      throw new IllegalStateException("node " + id + " has workers that are none", e);
    }
  }

  UUID id() {
    return id;
  }

  /**
   * @param start of the instance that pinged last; empty when no front heard of it
   */
  NodeView view(Instant now, Optional<StartEntity> start) {
    return new NodeView(
        Sql.nodeId(id),
        URI.create(url),
        URI.create(publicUrl),
        host,
        zone,
        capacity,
        used,
        inFlight,
        draining || isAway(now),
        lastPing,
        writable == null ? Math.max(0, capacity - used) : writable,
        unwell,
        start.map(StartEntity::view).orElse(NodeStart.UNTOLD));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeEntity node && id.equals(node.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
