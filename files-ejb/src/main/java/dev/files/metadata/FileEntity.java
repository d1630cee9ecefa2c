package dev.files.metadata;

import dev.files.protocol.FileId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a user shares. */
@Entity(name = "File")
@Table(name = "file")
class FileEntity {
  @Id private String id;

  @Column(name = "token_hash", nullable = false)
  private byte[] tokenHash;

  @Column(nullable = false)
  private String name;

  @Column(name = "media_type", nullable = false)
  private String mediaType;

  @Column(nullable = false)
  private Instant uploaded;

  private Instant expires;

  @Column(updatable = false)
  private UUID owner;

  @Version
  @Column(nullable = false)
  private long version;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "content_id", nullable = false)
  private ContentEntity content;

  /** For Hibernate. */
  protected FileEntity() {}

  boolean accepts(Authority authority) {
    if (authority instanceof Authority.Token token) {
      return MessageDigest.isEqual(tokenHash, SqlLedger.tokenHash(token.text()).bytes());
    }
    if (authority instanceof Authority.Key key) {
      return key.id().uuid().equals(owner);
    }
    return authority instanceof Authority.Admin;
  }

  /**
   * Takes over what is there.
   *
   * @param now the database's
   */
  void change(FileChange change, Instant now) {
    change.name().ifPresent(to -> name = to);
    change.mediaType().ifPresent(to -> mediaType = to);
    change.expires().ifPresent(to -> expires = moment(to, now).orElse(null));
  }

  private static Optional<Instant> moment(Expiry expiry, Instant now) {
    if (expiry instanceof Expiry.After after) {
      return Optional.of(now.plus(after.duration()));
    } else if (expiry instanceof Expiry.At at) {
      return Optional.of(at.instant());
    }
    return Optional.empty();
  }

  boolean expiredAt(Instant now) {
    return expires != null && !expires.isAfter(now);
  }

  ContentEntity content() {
    return content;
  }

  FileView view() {
    return content.view(
        new FileId(id), name, mediaType, uploaded, Optional.ofNullable(expires), version);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileEntity file && id.equals(file.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
