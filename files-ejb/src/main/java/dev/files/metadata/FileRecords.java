package dev.files.metadata;

import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Files as entities; each call that changes one is a transaction. */
@Stateless
public class FileRecords {
  @PersistenceContext(unitName = "files")
  EntityManager entities;

  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public Optional<FileView> find(FileId id) {
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

  /** See {@link FileDirectory#change}. */
  public FileView change(
      FileId id, FileChange change, Authority authority, Predicate<FileView> expected) {
    FileEntity file = locked(id, authority, expected);
    Instant now = now();
    file.change(change, now);
    if (file.expiredAt(now)) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, "expires: expected a moment that lies ahead");
    }
    // Counts the version up, if anything is different now.
    entities.flush();
    return file.view();
  }

  /** See {@link FileDirectory#delete}. */
  public void delete(FileId id, Authority authority, Predicate<FileView> expected) {
    FileEntity file = locked(id, authority, expected);
    entities.remove(file);
    // This column alone: what else is known of the content may be written at the same instant.
    entities
        .createQuery("update Content c set c.suspectSince = instant where c = :content")
        .setParameter("content", file.content())
        .executeUpdate();
  }

  // Under the lock of its row, so that of two managers the second sees what the first made of it.
  private FileEntity locked(FileId id, Authority authority, Predicate<FileView> expected) {
    FileEntity file = entities.find(FileEntity.class, id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (file == null || file.expiredAt(now())) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no file with this id");
    }
    if (!file.accepts(authority)) {
      throw new FilesException(ProblemType.FORBIDDEN, "The token is not this file's manage token");
    }
    if (!expected.test(file.view())) {
      throw new FilesException(
          ProblemType.PRECONDITION_FAILED, "The file is not as expected any more; read it again");
    }
    return file;
  }

  private Instant now() {
    return (Instant)
        entities.createNativeQuery("SELECT clock_timestamp()", Instant.class).getSingleResult();
  }
}
