package dev.files.protocol.chunks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Checked bytes of a chunk, to be pulled in order. Until it is closed it may hold a connection;
 * closing it before the end drops that.
 */
public interface BlockReader extends Closeable {
  /**
   * The next bytes, at most {@link BlockChecksums#BLOCK_BYTES}; empty at the end. The buffer is
   * good until the next call.
   *
   * @throws dev.files.protocol.FilesException as {@link ChunkStore#read}; all bytes that came
   *     before were good
   */
  Optional<ByteBuffer> next() throws IOException;

  /**
   * Has a {@link #next} that waits fail soon, and each one that follows. For any thread; the reader
   * is still its owner's to close. Does nothing where none waits for long.
   */
  default void breakOff() {}
}
