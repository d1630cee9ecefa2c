package dev.files.upload;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way in of one file's bytes: whoever gets them from the client asks for room, puts bytes there
 * and says so, until they end. All calls may wait for nodes, for the database or for memory, within
 * bounds; none waits for the client. For one thread at a time. After an error the session is over.
 *
 * <p>All calls throw {@link dev.files.protocol.FilesException}: TOO_LARGE and MISMATCH for what
 * came, TOO_SLOW, UNAVAILABLE.
 */
public interface Inflow {
  /** Where the next bytes go, at the buffer's position; never empty, good for one filling. */
  ByteBuffer room() throws IOException;

  /** Bytes were put into the room that was asked for last; its position tells how many. */
  void received() throws IOException;

  /** The client sends nothing now, and nobody knows when it will. */
  void paused() throws IOException;

  /** The last byte came. */
  void end() throws IOException;
}
