package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.FileId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The directory in the container. Stands outside of the transactions, where all failures arrive.
 */
@ApplicationScoped
class JpaFileDirectory implements FileDirectory {
  @Inject FileRecords records;

  @Override
  public Optional<FileView> find(FileId id) {
    return Database.translating(true, () -> records.find(id));
  }

  @Override
  public FileView change(
      FileId id, FileChange change, Authority authority, Predicate<FileView> expected) {
    return Database.translating(false, () -> records.change(id, change, authority, expected));
  }

  @Override
  public void delete(FileId id, Authority authority, Predicate<FileView> expected) {
    Database.translating(
        false,
        () -> {
          records.delete(id, authority, expected);
          return id;
        });
  }
}
