package dev.files.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jboss.logging.Logger;

/** The bytes of one chunk that lie in the {@link Scratch}. Guarded by its owner. */
final class ScratchFile implements Closeable {
  private static final Logger LOG = Logger.getLogger(ScratchFile.class);

  private final Scratch scratch;
  private final FileChannel channel;
  private long size;
  private boolean closed;

  ScratchFile(Scratch scratch, FileChannel channel) {
    this.scratch = scratch;
    this.channel = channel;
  }

  long size() {
    return size;
  }

  /** Adds all of the bytes, or, when there is no room for them, none. */
  boolean append(List<ByteBuffer> parts) {
    long length = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    if (!scratch.reserve(length)) {
      return false;
    }
    try {
      long at = size;
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          at += channel.write(part, at);
        }
      }
      size = at;
      return true;
    } catch (IOException e) {
      LOG.warnf("the scratch takes no bytes: %s", e);
      scratch.giveBack(length);
      return false;
    }
  }

  /** Copies bytes from the position on, as much as fits and is there. */
  int read(long position, ByteBuffer into) throws IOException {
    int limit = into.limit();
    into.limit((int) Math.min(limit, into.position() + size - position));
    try {
      int read = channel.read(into, position);
      if (read < 0) {
        throw new IOException("the scratch lost bytes");
      }
      return read;
    } finally {
      into.limit(limit);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    scratch.closed(size);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debugf("a scratch file could not be closed: %s", e);
    }
  }
}
