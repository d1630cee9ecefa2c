package dev.files.metadata;

import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;

/** Files through the entity manager, within the caller's transaction. */
final class FileRecords {
  private final EntityManager entities;

  FileRecords(EntityManager entities) {
    this.entities = entities;
  }

  Optional<FileView> find(FileId id) {
    return entities
        .createQuery(
            "select f from File f join fetch f.content where f.id = :id and (f.expires is null or"
                + " f.expires > instant)",
            FileEntity.class)
        .setParameter("id", id.text())
        .getResultStream()
        .findFirst()
        .map(FileEntity::view);
  }

  FileView change(FileId id, FileChange change, Authority authority) {
    FileEntity file = locked(id, authority);
    Instant now = now();
    file.change(change, now);
    if (file.expiredAt(now)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "expires: expected a moment that lies ahead");
    }
    return file.view();
  }

  void delete(FileId id, Authority authority) {
    FileEntity file = locked(id, authority);
    entities.remove(file);
    // This column alone: what else is known of the content may be written at the same instant.
    entities
        .createQuery("update Content c set c.suspectSince = instant where c = :content")
        .setParameter("content", file.content())
        .executeUpdate();
  }

  private FileEntity locked(FileId id, Authority authority) {
    FileEntity file = entities.find(FileEntity.class, id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (file == null || file.expiredAt(now())) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no file with this id");
    }
    if (!file.accepts(authority)) {
      throw new FilesException(ProblemType.FORBIDDEN, "The token is not this file's manage token");
    }
    return file;
  }

  private Instant now() {
    return (Instant)
        entities.createNativeQuery("SELECT clock_timestamp()", Instant.class).getSingleResult();
  }
}
