package dev.files.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The verified bytes of a range of a file, in order, to be pulled by whoever writes them to a
 * client. It may wait for nodes, never for the client. For one thread at a time.
 */
public interface Delivery extends AutoCloseable {
  /**
   * The next bytes, at least one; empty at the end of the range. Whoever takes them moves the
   * buffer's position; what was not taken is given again. The buffer is good until the next call of
   * any method.
   *
   * @throws dev.files.protocol.FilesException UNAVAILABLE or CORRUPT when no replica is left, maybe
   *     after some bytes: the answer must then be aborted, never ended short
   */
  Optional<ByteBuffer> next() throws IOException;

  /**
   * The client takes nothing now. The memory, threads and connections that this delivery has go to
   * others as soon as they need them, and within two beats in any case; only the position stays,
   * and the next {@link #next} goes on at the first byte that was not taken.
   */
  void paused();

  /** Gives everything back; idempotent. */
  @Override
  void close();
}
