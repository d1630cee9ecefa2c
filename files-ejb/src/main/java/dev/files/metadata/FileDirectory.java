package dev.files.metadata;

import dev.files.protocol.FileId;
import java.util.Optional;
import java.util.function.Predicate;

/** The files, by id. A file that expired by the database's clock is absent. */
public interface FileDirectory {
  Optional<FileView> find(FileId id);

  /**
   * Changes a file and answers what it became.
   *
   * @param expected of the file as it is when nobody else can change it any more
   * @throws dev.files.protocol.FilesException NOT_FOUND, FORBIDDEN (wrong token),
   *     PRECONDITION_FAILED (not as expected), INVALID_VALUE (expires is not ahead); judged in this
   *     order, and nothing is changed
   */
  FileView change(FileId id, FileChange change, Authority authority, Predicate<FileView> expected);

  /**
   * Deletes a file: absent from now on, its bytes are collected later.
   *
   * @param expected as for a change
   * @throws dev.files.protocol.FilesException NOT_FOUND, FORBIDDEN (wrong token),
   *     PRECONDITION_FAILED
   */
  void delete(FileId id, Authority authority, Predicate<FileView> expected);
}
