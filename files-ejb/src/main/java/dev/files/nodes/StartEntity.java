package dev.files.nodes;

import dev.files.protocol.DirectoryId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import java.util.UUID;

/** What a node told of its last start. Written by one statement, so read-only here. */
@Entity(name = "Start")
@Table(name = "node_start")
class StartEntity {
  @Id
  @Column(name = "node_id")
  private UUID node;

  @Column(nullable = false)
  private String instance;

  /** Null when the node names none. */
  @Column private UUID directory;

  @Column(nullable = false)
  private int protocol;

  @Column(nullable = false)
  private long pings;

  /** For Hibernate. */
  protected StartEntity() {}

  /** Whether this is the start that the ping is of, and it told the same before. */
  boolean isOf(CheckedPing ping) {
    return instance.equals(ping.instance()) && view().equals(ping.start());
  }

  /** How many of its pings were recorded. */
  long pings() {
    return pings;
  }

  NodeStart view() {
    return new NodeStart(
        Optional.ofNullable(directory)
            .map(uuid -> new DirectoryId(uuid.toString().replace("-", ""))),
        protocol);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StartEntity start && node.equals(start.node);
  }

  @Override
  public int hashCode() {
    return node.hashCode();
  }
}
