package dev.files.nodes;

import dev.files.database.Sql;
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

/** Nodes as entities; each ping is a transaction. */
@Stateless
public class NodeRecords {
  @PersistenceContext(unitName = "files")
  EntityManager entities;

  /**
   * Registers or refreshes a node. Its row is locked while it is judged and changed: a ping by
   * another way, a front that drains the node and a newcomer at its URL wait for each other. Two
   * fronts that both see a node for the first time are told apart by its key, and the second tries
   * again.
   *
   * @param living an instance that pinged within this time lives
   * @return whether the node is draining; empty when another instance of its id lives
   */
  public Optional<Boolean> ping(CheckedPing ping, Duration living) {
    NodeEntity known =
        entities.find(NodeEntity.class, Sql.uuid(ping.id()), LockModeType.PESSIMISTIC_WRITE);
    Instant now = now();
    if (known == null) {
      entities.persist(new NodeEntity(ping, now));
    } else if (known.isTakenByAnother(ping.instance(), now.minus(living))) {
      return Optional.empty();
    } else {
      known.update(ping, now);
    }
    othersAt(ping).forEach(NodeEntity::superseded);
    return Optional.of(known != null && known.draining());
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

  /** The nodes that pinged within this time. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<NodeView> active(Duration within) {
    return entities
        .createQuery(
            "select n from Node n where n.lastPing > :since order by n.id", NodeEntity.class)
        .setParameter("since", now().minus(within))
        .getResultStream()
        .map(NodeEntity::view)
        .toList();
  }

  private Instant now() {
    return (Instant)
        entities.createNativeQuery("SELECT clock_timestamp()", Instant.class).getSingleResult();
  }
}
