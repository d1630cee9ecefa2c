package dev.files.metadata;

import dev.files.protocol.ContentRoot;
import dev.files.protocol.FileId;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/**
 * An immutable list of chunks, read-only here; its lines are in {@code content_chunk}, which is
 * never loaded.
 */
@Entity(name = "Content")
@Table(name = "content")
class ContentEntity {
  @Id private Long id;

  private byte[] root;

  @Column(nullable = false)
  private short layout;

  @Column(nullable = false)
  private long size;

  private byte[] sha256;

  @Column(name = "chunk_count", nullable = false)
  private int chunkCount;

  @Column(name = "suspect_since")
  private Instant suspectSince;

  /** For Hibernate. */
  protected ContentEntity() {}

  /** Empty once condemned. */
  Optional<ContentRoot> root() {
    return Optional.ofNullable(root).map(ContentRoot::ofBytes);
  }

  FileView view(
      FileId file,
      String name,
      String mediaType,
      Instant uploaded,
      Optional<Instant> expires,
      long version) {
    return new FileView(
        file,
        name,
        mediaType,
        uploaded,
        expires,
        id,
        root().orElseThrow(),
        Layout.ofCode(layout),
        size,
        Optional.ofNullable(sha256).map(Sha256::ofBytes),
        chunkCount,
        version);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentEntity content && id != null && id.equals(content.id);
  }

  @Override
  public int hashCode() {
    return ContentEntity.class.hashCode();
  }
}
