package dev.files.metadata;

import dev.files.protocol.FileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Optional;

/** The directory in the container: a transaction around each call. */
@ApplicationScoped
@Transactional
class JpaFileDirectory implements FileDirectory {
  @PersistenceContext(unitName = "files")
  EntityManager entities;

  @Override
  @Transactional(TxType.SUPPORTS)
  public Optional<FileView> find(FileId id) {
    return new FileRecords(entities).find(id);
  }

  @Override
  public FileView change(FileId id, FileChange change, Authority authority) {
    return new FileRecords(entities).change(id, change, authority);
  }

  @Override
  public void delete(FileId id, Authority authority) {
    new FileRecords(entities).delete(id, authority);
  }
}
