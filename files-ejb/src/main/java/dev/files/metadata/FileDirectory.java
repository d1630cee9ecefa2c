package dev.files.metadata;

import dev.files.protocol.FileId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The files, by id. A file that expired by the database's clock is absent. */
public interface FileDirectory {
  /**
   * Chunks of one page, some 20 KiB of JSON: hundreds of clients may have one each and read
   * nothing.
   */
  int PAGE = 100;

  Optional<FileView> find(FileId id);

  /**
   * A page of the chunks of a file and where they lie, in order, for people and programs that look
   * at it; {@link ContentMap} is for those who read the bytes.
   *
   * @param first ordinal of the first chunk
   * @return at most {@value #PAGE}; none when there are no more, or the file was collected
   *     meanwhile
   */
  List<ChunkLocations> chunks(FileView file, int first);

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
