package dev.files.metadata;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;

/** A chunk that some content names, or did. Written in bulk, so read-only here. */
@Entity(name = "Chunk")
@Table(name = "chunk")
class ChunkEntity {
  @Id private byte[] id;

  @Column(nullable = false)
  private long size;

  @Column(name = "suspect_since")
  private Instant suspectSince;

  /** For Hibernate. */
  protected ChunkEntity() {}

  long size() {
    return size;
  }

  boolean suspect() {
    return suspectSince != null;
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
