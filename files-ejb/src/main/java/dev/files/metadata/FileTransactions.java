package dev.files.metadata;

import dev.files.protocol.FileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Optional;

/** The records of files in the container: a transaction around each call. */
@ApplicationScoped
@Transactional
class FileTransactions {
  @PersistenceContext(unitName = "files")
  EntityManager entities;

  @Transactional(TxType.SUPPORTS)
  public Optional<FileView> find(FileId id) {
    return new FileRecords(entities).find(id);
  }

  public FileView change(FileId id, FileChange change, Authority authority) {
    return new FileRecords(entities).change(id, change, authority);
  }

  public void delete(FileId id, Authority authority) {
    new FileRecords(entities).delete(id, authority);
  }
}
