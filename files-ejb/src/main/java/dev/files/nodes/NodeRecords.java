package dev.files.nodes;

import dev.files.database.Sql;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Nodes as entities; each ping and each order of an operator is a transaction. */
@Stateless
public class NodeRecords {
  private static final String CHUNKS =
      "SELECT count(*) FROM replica WHERE node_id = ?1 AND NOT condemned";

  private static final String CHUNKS_AT_ALL =
      "SELECT count(*) FROM (SELECT FROM replica WHERE node_id = ?1 AND NOT condemned LIMIT 1) AS n";

  private static final String NEEDED =
      """
      SELECT count(*) FROM (
        SELECT FROM replica r WHERE r.node_id = ?1 AND NOT r.condemned
          AND (SELECT count(*) FROM sound_replica s
            WHERE s.chunk_id = r.chunk_id AND s.node_id <> r.node_id) < ?2
          AND EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = r.chunk_id OFFSET 0)
        LIMIT %d) AS n
      """
          .formatted(NodeStanding.MOST_NEEDED);

  /**
   * Each start gets an epoch that no other start of the node has, in one statement, so that two
   * fronts and two processes never share one. What the node knows of its pings is made up for, so
   * that it finds the same database behind only once.
   */
  private static final String EPOCH =
      """
      INSERT INTO node_start AS s (node_id, instance, epoch, directory, protocol, pings)
      VALUES (:node, :instance, 1, CAST(nullif(:directory, '') AS uuid), :protocol, :pings + 1)
      ON CONFLICT (node_id) DO UPDATE SET instance = excluded.instance,
        epoch = CASE WHEN s.instance = excluded.instance THEN s.epoch ELSE s.epoch + 1 END,
        directory = excluded.directory, protocol = excluded.protocol,
        pings = greatest(s.pings + 1, excluded.pings)
      RETURNING epoch, pings
      """;

  private static final String RAN_BACK =
      "INSERT INTO ran_back (reason) VALUES (:reason) ON CONFLICT DO NOTHING";

  private static final String COMPARE_SOON =
      """
      INSERT INTO inventory AS i (node_id) VALUES (:node)
      ON CONFLICT (node_id) DO UPDATE SET after_id = NULL, attempts = 0, owner = NULL,
        next_try = clock_timestamp()
      """;

  /**
   * A ping that was taken.
   *
   * @param draining whether the node is
   * @param epoch of its present start
   * @param pings recorded of the node
   */
  public record Taken(boolean draining, long epoch, long pings) {}

  @PersistenceContext(unitName = "files")
  EntityManager entities;

  /**
   * Registers or refreshes a node. Its row is locked while it is judged and changed: a ping by
   * another way, a front that drains the node and a newcomer at its URL wait for each other. Two
   * fronts that both see a node for the first time are told apart by its key, and the second tries
   * again.
   *
   * @param living an instance that pinged within this time lives
   * @return empty when another instance of its id lives
   * @throws FilesException GONE when the node is retired
   */
  public Optional<Taken> ping(CheckedPing ping, Duration living) {
    NodeEntity known =
        entities.find(NodeEntity.class, Sql.uuid(ping.id()), LockModeType.PESSIMISTIC_WRITE);
    Instant now = now();
    if (known == null) {
      entities.persist(new NodeEntity(ping, now));
    } else if (known.isRetired()) {
      throw new FilesException(
          ProblemType.GONE,
          "id: node "
              + ping.id()
              + " was retired; to use this disk again, empty the node's data directory, so that it"
              + " gets a new id");
    } else if (known.isTakenByAnother(ping.instance(), now.minus(living))) {
      return Optional.empty();
    } else {
      known.update(ping, now);
    }
    othersAt(ping).forEach(NodeEntity::superseded);
    return Optional.of(begun(ping, known != null && known.draining()));
  }

  // What a node holds is compared with the rows soon after every start: its disk may be another
  // one, or an earlier state of its own.
  private Taken begun(CheckedPing ping, boolean draining) {
    StartEntity last = entities.find(StartEntity.class, Sql.uuid(ping.id()));
    compareHistory(ping, last == null ? 0 : last.pings());
    if (last == null || !last.isOf(ping)) {
      entities
          .createNativeQuery(COMPARE_SOON)
          .setParameter("node", Sql.uuid(ping.id()))
          .executeUpdate();
    }
    Object[] row =
        (Object[])
            entities
                .createNativeQuery(EPOCH, Object[].class)
                .setParameter("node", Sql.uuid(ping.id()))
                .setParameter("instance", ping.instance())
                .setParameter(
                    "directory", ping.start().directory().map(DirectoryId::hex).orElse(""))
                .setParameter("protocol", ping.start().protocol())
                .setParameter("pings", ping.pings())
                .getSingleResult();
    return new Taken(draining, (Long) row[0], (Long) row[1]);
  }

  // In the transaction that records the ping: no front sees the node alive and not the warning.
  private void compareHistory(CheckedPing ping, long recorded) {
    if (ping.pings() > recorded) {
      entities
          .createNativeQuery(RAN_BACK)
          .setParameter(
              "reason",
              "node "
                  + ping.id()
                  + " knows that "
                  + ping.pings()
                  + " of its pings were recorded, the database of "
                  + recorded)
          .executeUpdate();
    }
  }

  // One URL is one process: a node of another id that was there before is not any more.
  private List<NodeEntity> othersAt(CheckedPing ping) {
    return entities
        .createQuery(
            "select n from Node n where n.url = :url and n.id <> :id and n.lastPing > :never"
                + " order by n.id",
            NodeEntity.class)
        .setParameter("url", ping.url().toString())
        .setParameter("id", Sql.uuid(ping.id()))
        .setParameter("never", Instant.EPOCH)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** The nodes that pinged within this time, but those that are retired. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeView> active(Duration within) {
    Instant now = now();
    return entities
        .createQuery(
            "select n, s from Node n left join Start s on s.node = n.id and s.instance = n.instance"
                + " where n.lastPing > :since and n.retired is null order by n.id",
            Object[].class)
        .setParameter("since", now.minus(within))
        .getResultStream()
        .map(row -> ((NodeEntity) row[0]).view(now, Optional.ofNullable((StartEntity) row[1])))
        .toList();
  }

  /** The nodes that are missed, the latest first: not retired, and silent for longer. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeId> silent(Duration within, int most) {
    return entities
        .createQuery(
            "select n.id from Node n where n.lastPing <= :since and n.retired is null"
                + " order by n.lastPing desc, n.id",
            UUID.class)
        .setParameter("since", now().minus(within))
        .setMaxResults(most)
        .getResultStream()
        .map(Sql::nodeId)
        .toList();
  }

  /**
   * All nodes, or one.
   *
   * @param active a node that pinged within this time is
   * @param wanted replicas
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeStanding> standings(Optional<NodeId> only, Duration active, int wanted) {
    Instant now = now();
    return entities
        .createQuery(
            "select n from Node n where :id is null or n.id = :id order by n.id", NodeEntity.class)
        .setParameter("id", only.map(Sql::uuid).orElse(null))
        .getResultStream()
        .map(node -> standing(node, now, active, wanted))
        .toList();
  }

  /**
   * How full all nodes are but the retired ones, by id.
   *
   * @param active a node that pinged within this time is
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeFill> fills(Duration active) {
    Instant now = now();
    return entities
        .createQuery("select n from Node n where n.retired is null order by n.id", NodeEntity.class)
        .getResultStream()
        // Only of one that is being emptied it matters whether it is empty.
        .map(
            node ->
                node.fill(
                    now,
                    now.minus(active),
                    node.draining() && count(CHUNKS_AT_ALL, node.id()) == 0))
        .toList();
  }

  /** What the nodes that pinged within this time told of their upkeep. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeWorkers> workers(Duration within) {
    return entities
        .createQuery(
            "select n from Node n where n.lastPing > :since and n.retired is null order by n.id",
            NodeEntity.class)
        .setParameter("since", now().minus(within))
        .getResultStream()
        .map(NodeEntity::workers)
        .toList();
  }

  // What is needed of a node that serves matters to nobody, and reads every row of its copies.
  private NodeStanding standing(NodeEntity node, Instant now, Duration active, int wanted) {
    long chunks = count(CHUNKS, node.id());
    NodeState state = node.state(now, now.minus(active), chunks == 0);
    int needed =
        state == NodeState.ACTIVE || state == NodeState.RETIRED
            ? 0
            : (int) count(NEEDED, node.id(), wanted);
    return node.standing(now, state, chunks, needed);
  }

  private long count(String query, Object... parameters) {
    var counting = entities.createNativeQuery(query, Long.class);
    for (int i = 0; i < parameters.length; i++) {
      counting.setParameter(i + 1, parameters[i]);
    }
    return (Long) counting.getSingleResult();
  }

  /** Refuses what {@link #drain} would. */
  public void mayDrain(NodeId id, int wanted) {
    leaveOthers(id, wanted);
  }

  /** Has a node emptied. See {@link NodeControl#drain}. */
  public void drain(NodeId id, int wanted) {
    leaveOthers(id, wanted).drain(true);
  }

  /** Has a node stay silent for a while. See {@link NodeControl#maintain}. */
  public void maintain(NodeId id, Instant until, Duration longest, int wanted) {
    mayBeAway(id, until, longest, wanted).awayUntil(until);
  }

  /** Refuses what {@link #maintain} would. */
  public void mayMaintain(NodeId id, Instant until, Duration longest, int wanted) {
    mayBeAway(id, until, longest, wanted);
  }

  private NodeEntity mayBeAway(NodeId id, Instant until, Duration longest, int wanted) {
    Instant now = now();
    if (!until.isAfter(now) || until.isAfter(now.plus(longest))) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          "until: expected a moment within the next " + longest.toDays() + " days");
    }
    return leaveOthers(id, wanted);
  }

  /** The node, when enough others take chunks without it. */
  private NodeEntity leaveOthers(NodeId id, int wanted) {
    // All rows, in order: two operators that each take a node away see each other.
    List<NodeEntity> nodes =
        entities
            .createQuery("select n from Node n order by n.id", NodeEntity.class)
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    NodeEntity node = living(id);
    Instant now = now();
    long left =
        nodes.stream().filter(other -> !other.equals(node) && other.takesChunks(now)).count();
    if (left < wanted) {
      throw conflict(
          "Without it "
              + left
              + " nodes would be left that take chunks, and each chunk is to be on "
              + wanted
              + ": add or activate a node first");
    }
    return node;
  }

  /** Ends drain and maintenance. */
  public void activate(NodeId id) {
    change(
        id,
        (node, now) -> {
          node.drain(false);
          node.awayUntil(null);
        });
  }

  /** Takes a silent node for lost. See {@link NodeControl#lose}. */
  public void lose(NodeId id, Duration active) {
    change(
        id,
        (node, now) -> {
          if (node.isActive(now.minus(active))) {
            throw conflict(
                "It pinged less than " + active.toSeconds() + " seconds ago: drain it instead");
          }
          node.lose(now);
        });
  }

  /** Ends a node's life. See {@link NodeControl#retire}. */
  public void retire(NodeId id, Duration active, int wanted) {
    change(
        id,
        (node, now) -> {
          NodeStanding standing = standing(node, now, active, wanted);
          if (!standing.safeToRemove()) {
            throw conflict("It is " + standing.state().word() + ". " + standing.reason());
          }
          node.retire(now);
        });
  }

  private void change(NodeId id, BiConsumer<NodeEntity, Instant> change) {
    change.accept(living(id), now());
  }

  private NodeEntity living(NodeId id) {
    NodeEntity node = entities.find(NodeEntity.class, Sql.uuid(id), LockModeType.PESSIMISTIC_WRITE);
    if (node == null) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no node with this id");
    }
    if (node.isRetired()) {
      throw conflict("It is retired, and stays so");
    }
    return node;
  }

  private static FilesException conflict(String detail) {
    return new FilesException(ProblemType.CONFLICT, detail);
  }

  private Instant now() {
    return (Instant)
        entities.createNativeQuery("SELECT clock_timestamp()", Instant.class).getSingleResult();
  }
}
