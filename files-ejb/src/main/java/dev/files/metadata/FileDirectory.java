package dev.files.metadata;

import dev.files.protocol.FileId;
import java.util.Optional;

/** The files, by id. A file that expired by the database's clock is absent. */
public interface FileDirectory {
  Optional<FileView> find(FileId id);

  /**
   * Changes a file and answers what it became.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND, FORBIDDEN (wrong token), INVALID_VALUE
   *     (expires is not ahead)
   */
  FileView change(FileId id, FileChange change, Authority authority);

  /**
   * Deletes a file: absent from now on, its bytes are collected later.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND, FORBIDDEN (wrong token)
   */
  void delete(FileId id, Authority authority);
}
