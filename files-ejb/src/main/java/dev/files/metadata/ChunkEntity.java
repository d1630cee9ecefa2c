package dev.files.metadata;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.BatchSize;

/** A chunk that some content names, or did. Written in bulk, so read-only here. */
@Entity(name = "Chunk")
@Table(name = "chunk")
@BatchSize(size = FileDirectory.PAGE)
class ChunkEntity {
  @Id private byte[] id;

  @Column(nullable = false)
  private long size;

  @OneToMany
  @JoinColumn(name = "chunk_id", nullable = false, insertable = false, updatable = false)
  @BatchSize(size = FileDirectory.PAGE)
  private Set<ReplicaEntity> replicas = new HashSet<>();

  /** For Hibernate. */
  protected ChunkEntity() {}

  ChunkRef ref() {
    return new ChunkRef(ChunkId.ofBytes(id), size);
  }

  /** The nodes that have it by name and are to keep it. */
  List<NodeId> nodes() {
    return replicas.stream().filter(ReplicaEntity::kept).map(ReplicaEntity::node).sorted().toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkEntity chunk && Arrays.equals(id, chunk.id);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }
}
