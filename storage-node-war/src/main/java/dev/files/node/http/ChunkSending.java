package dev.files.node.http;

import dev.files.http.Exchange;
import dev.files.http.Stepwise;
import dev.files.node.store.ChunkRead;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * The bytes of a chunk on their way from file to socket: a window is checked, sent, then the next
 * one. What turns out to be rotten after the first window breaks the connection.
 */
final class ChunkSending implements Stepwise {
  private static final Logger LOG = Logger.getLogger(ChunkSending.class);

  private final Exchange exchange = Exchange.current();
  private final ChunkRead chunk;
  private final ByteRange range;
  private ByteRange window;
  private long at;

  /**
   * Takes over an open chunk whose first window was checked.
   *
   * @param window the first one
   */
  ChunkSending(ChunkRead chunk, ByteRange range, ByteRange window) {
    this.chunk = chunk;
    this.range = range;
    this.window = window;
    this.at = range.offset();
  }

  /** What fits into one window is one; else windows are aligned, so that no block is read twice. */
  static ByteRange windowAt(long offset, ByteRange range) {
    int most = BlockChecksums.WINDOW_BYTES;
    long end = range.length() <= most ? range.end() : offset - offset % most + most;
    return new ByteRange(offset, Math.min(end, range.end()) - offset);
  }

  @Override
  public Next step() throws IOException {
    while (at < range.end()) {
      if (at == window.end()) {
        window = windowAt(at, range);
        chunk.verify(window);
      }
      long sent = exchange.send(chunk.channel(), chunk.position(at), window.end() - at);
      if (sent == 0) {
        return Next.AWAIT_ROOM;
      }
      at += sent;
    }
    return Next.DONE;
  }

  @Override
  public void close() {
    try {
      chunk.close();
    } catch (IOException e) {
      LOG.warnf("a file was not closed after a read: %s", e.getMessage());
    }
  }
}
