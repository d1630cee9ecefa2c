package dev.files.nodes;

import dev.files.database.Sql;
import dev.files.protocol.NodeId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
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

  /** For Hibernate. */
  protected NodeEntity() {}

  NodeId id() {
    return Sql.nodeId(id);
  }

  NodeView view() {
    return new NodeView(
        id(),
        URI.create(url),
        URI.create(publicUrl),
        host,
        zone,
        capacity,
        used,
        inFlight,
        draining,
        lastPing);
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
