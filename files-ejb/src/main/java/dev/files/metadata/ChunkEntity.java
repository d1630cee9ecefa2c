package dev.files.metadata;

import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A chunk that some content names, or did. Written in bulk, so read-only here. */
@Entity(name = "Chunk")
@Table(name = "chunk")
class ChunkEntity {
  @Id private byte[] id;

  @Column(nullable = false)
  private long size;

  @Column(name = "suspect_since")
  private Instant suspectSince;

  @OneToMany
  @JoinColumn(name = "chunk_id", nullable = false, insertable = false, updatable = false)
  private Set<ReplicaEntity> replicas = new HashSet<>();

  /** For Hibernate. */
  protected ChunkEntity() {}

  ChunkView view(List<ChunkView.Use> uses) {
    return new ChunkView(
        new ChunkRef(ChunkId.ofBytes(id), size),
        Optional.ofNullable(suspectSince),
        replicas.stream()
            .map(ReplicaEntity::view)
            .sorted(Comparator.comparing(ChunkView.Copy::node))
            .toList(),
        uses);
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
