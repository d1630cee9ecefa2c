package dev.files.upload;

import dev.files.metadata.RecordedFile;
import java.io.IOException;
import java.util.List;

/**
 * The files of one request: all are recorded or none. For one thread at a time. An error ends the
 * session; what its files left on nodes are orphans.
 */
public interface UploadSession extends AutoCloseable {
  /**
   * Begins a file; the one before has ended.
   *
   * @throws dev.files.protocol.FilesException LENGTH_REQUIRED, TOO_LARGE, UNAVAILABLE
   */
  Inflow begin(UploadSpec spec) throws IOException;

  /**
   * Waits until every chunk is on stable storage on the write quorum of nodes, then records all
   * files, in the order in which they began.
   *
   * @throws dev.files.protocol.FilesException UNAVAILABLE, and nothing is recorded
   */
  List<RecordedFile> commit();

  /** The copies that every chunk has reached at least, once committed. */
  int copies();

  /** Gives up everything unless committed; idempotent. Never throws. */
  @Override
  void close();
}
