package dev.files.metadata;

import dev.files.database.Sql;
import dev.files.protocol.Generation;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The fact that a node holds a chunk. Written in bulk, so read-only here. */
@Entity(name = "Replica")
@Table(name = "replica")
class ReplicaEntity {
  @EmbeddedId private Key key;

  @Column(nullable = false)
  private long generation;

  @Column(nullable = false)
  private boolean condemned;

  @Column(name = "bad_since")
  private Instant badSince;

  /** For Hibernate. */
  protected ReplicaEntity() {}

  ChunkView.Copy view() {
    return new ChunkView.Copy(
        Sql.nodeId(key.nodeId),
        new Generation(generation),
        Optional.ofNullable(badSince),
        condemned);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplicaEntity replica && key.equals(replica.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** Chunk and node. */
  @Embeddable
  static class Key implements Serializable {
    @Column(name = "chunk_id")
    private byte[] chunkId;

    @Column(name = "node_id")
    private UUID nodeId;

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(chunkId, key.chunkId)
          && nodeId.equals(key.nodeId);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(chunkId) + nodeId.hashCode();
    }
  }
}
