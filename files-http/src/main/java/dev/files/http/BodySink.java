package dev.files.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An answer's body, written without blocking. Its Content-Length is set; status and headers leave
 * with its first bytes.
 */
public interface BodySink {
  /**
   * Writes what the client takes now.
   *
   * @return bytes taken; 0: the client takes none now
   * @throws IOException the client is gone
   */
  int write(ByteBuffer bytes) throws IOException;

  /**
   * Sends a run of a file, without passing it through the JVM where the connection allows it. The
   * channel's position is not used.
   *
   * @return bytes taken; 0: the client takes none now
   * @throws IOException the client is gone
   */
  long send(FileChannel file, long position, long count) throws IOException;
}
