package dev.files.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * Bytes that came, the first of them perhaps in a scratch file, the others in slabs; to be read any
 * number of times until they are given back. A reader copies under the lock, so that they can be
 * given back at any moment, even while a reader's thread hangs in a socket: its next read fails.
 */
public final class HeldChunk {
  private final Optional<ScratchFile> file;
  private final long inFile;
  private final List<Slab> slabs;
  private final long size;
  private boolean released;
  private boolean lost;

  /**
   * @param slabs all full but the last
   */
  HeldChunk(Optional<ScratchFile> file, List<Slab> slabs, long size) {
    this.file = file;
    this.inFile = file.map(ScratchFile::size).orElse(0L);
    this.slabs = List.copyOf(slabs);
    this.size = size;
  }

  public long size() {
    return size;
  }

  /** Whether the scratch failed, so that no reader gets all bytes any more. */
  public synchronized boolean isLost() {
    return lost;
  }

  /** The bytes from the first on. */
  public ReadableByteChannel open() {
    return new Reader();
  }

  public synchronized void release() {
    if (!released) {
      released = true;
      slabs.forEach(Slab::release);
      file.ifPresent(ScratchFile::close);
    }
  }

  /**
   * Copies bytes from the position on, as much as fits.
   *
   * @throws ClosedChannelException they were given back
   */
  public synchronized int copy(long from, ByteBuffer into) throws IOException {
    if (released) {
      throw new ClosedChannelException();
    }
    int copied = 0;
    while (into.hasRemaining() && from + copied < size) {
      long at = from + copied;
      copied += at < inFile ? copyFile(at, into) : copySlab(at - inFile, into);
    }
    return copied;
  }

  private int copyFile(long at, ByteBuffer into) throws IOException {
    try {
      return file.orElseThrow().read(at, into);
    } catch (IOException e) {
      lost = true;
      throw e;
    }
  }

  private int copySlab(long at, ByteBuffer into) {
    ByteBuffer slab = slabs.get((int) (at / SlabPool.SLAB_BYTES)).bytes();
    int offset = (int) (at % SlabPool.SLAB_BYTES);
    int length =
        (int)
            Math.min(Math.min(into.remaining(), SlabPool.SLAB_BYTES - offset), size - inFile - at);
    into.put(into.position(), slab, offset, length);
    into.position(into.position() + length);
    return length;
  }

  private final class Reader implements ReadableByteChannel {
    private long position;
    private boolean closed;

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (position == size) {
        return -1;
      }
      int copied = copy(position, into);
      position += copied;
      return copied;
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
