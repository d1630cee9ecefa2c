package dev.files.metadata;

import dev.files.protocol.FileId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.List;

/** A line of a content: which chunk stands where. Written in bulk, so read-only here. */
@Entity(name = "Line")
@Table(name = "content_chunk")
class LineEntity {
  @EmbeddedId private Key key;

  @Column(name = "chunk_offset", nullable = false)
  private long offset;

  /** Asked for in queries alone. */
  @SuppressWarnings("UnusedVariable")
  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "chunk_id", nullable = false)
  private ChunkEntity chunk;

  /** For Hibernate. */
  protected LineEntity() {}

  long contentId() {
    return key.contentId();
  }

  ChunkView.Use use(ContentEntity content, List<FileId> files) {
    return new ChunkView.Use(content.root(), key.ordinal(), offset, files);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LineEntity line && key.equals(line.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** Content and place in it, from 0. */
  @Embeddable
  record Key(@Column(name = "content_id") long contentId, @Column(name = "ordinal") int ordinal)
      implements Serializable {}
}
