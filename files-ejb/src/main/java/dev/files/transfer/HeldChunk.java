package dev.files.transfer;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/**
 * The bytes of a chunk in slabs, to be read any number of times until they are given back. A reader
 * copies under the lock, so that the slabs can be given back at any moment, even while a reader's
 * thread hangs in a socket: its next read fails.
 */
public final class HeldChunk {
  private final List<Slab> slabs;
  private final long size;
  private boolean released;

  /**
   * @param slabs all full but the last
   */
  public HeldChunk(List<Slab> slabs, long size) {
    this.slabs = List.copyOf(slabs);
    this.size = size;
  }

  public long size() {
    return size;
  }

  /** The bytes from the first on. */
  public ReadableByteChannel open() {
    return new Reader();
  }

  public synchronized void release() {
    if (!released) {
      released = true;
      slabs.forEach(Slab::release);
    }
  }

  private synchronized int copy(long from, ByteBuffer into) throws ClosedChannelException {
    if (released) {
      throw new ClosedChannelException();
    }
    int copied = 0;
    while (into.hasRemaining() && from + copied < size) {
      long at = from + copied;
      ByteBuffer slab = slabs.get((int) (at / SlabPool.SLAB_BYTES)).bytes();
      int offset = (int) (at % SlabPool.SLAB_BYTES);
      int length =
          (int) Math.min(Math.min(into.remaining(), SlabPool.SLAB_BYTES - offset), size - at);
      into.put(into.position(), slab, offset, length);
      into.position(into.position() + length);
      copied += length;
    }
    return copied;
  }

  private final class Reader implements ReadableByteChannel {
    private long position;
    private boolean closed;

    @Override
    public int read(ByteBuffer into) throws ClosedChannelException {
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
