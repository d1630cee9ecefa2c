package dev.files.upload;

import dev.files.metadata.RecordedFile;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/**
 * The files of one request: all are recorded or none. For one thread. An error ends the session;
 * what its files left on nodes are orphans.
 */
public interface UploadSession extends AutoCloseable {
  /**
   * Takes a file, to the end of the channel.
   *
   * @throws IOException the channel's own, as it is: the client is gone
   * @throws dev.files.protocol.FilesException LENGTH_REQUIRED, TOO_LARGE, MISMATCH, TOO_SLOW,
   *     UNAVAILABLE
   */
  void add(UploadSpec spec, ReadableByteChannel bytes) throws IOException;

  /**
   * Waits until every chunk is on stable storage on the write quorum of nodes, then records all
   * files, in the order in which they were added.
   *
   * @throws dev.files.protocol.FilesException UNAVAILABLE, and nothing is recorded
   */
  List<RecordedFile> commit();

  /** The copies that every chunk has reached at least, once committed. */
  int copies();

  /** Gives up everything unless committed. Never throws. */
  @Override
  void close();
}
