package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.FileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * The directory in the container. Stands outside of the transactions, where all failures arrive.
 */
@ApplicationScoped
class JpaFileDirectory implements FileDirectory {
  @Inject FileTransactions transactions;

  @Override
  public Optional<FileView> find(FileId id) {
    return Database.translating(true, () -> transactions.find(id));
  }

  @Override
  public FileView change(FileId id, FileChange change, Authority authority) {
    return Database.translating(false, () -> transactions.change(id, change, authority));
  }

  @Override
  public void delete(FileId id, Authority authority) {
    Database.translating(
        false,
        () -> {
          transactions.delete(id, authority);
          return id;
        });
  }
}
