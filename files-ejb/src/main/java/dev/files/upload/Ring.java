package dev.files.upload;

import dev.files.transfer.Slab;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The bytes of a stream that some reader still needs, in slabs. Positions count from the first byte
 * of the stream. Guarded by the lock of its owner.
 */
final class Ring {
  private record Piece(long start, Slab slab, int length) {
    long end() {
      return start + length;
    }
  }

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private long end;

  /** Position of the first byte that is still here. */
  long start() {
    return pieces.isEmpty() ? end : pieces.element().start();
  }

  /** Position behind the last byte that came. */
  long end() {
    return end;
  }

  int slabs() {
    return pieces.size();
  }

  void append(Slab slab, int length) {
    pieces.add(new Piece(end, slab, length));
    end += length;
  }

  /** Copies what is here from the position on, as much as fits. */
  int copy(long from, ByteBuffer into) {
    int copied = 0;
    for (Iterator<Piece> i = pieces.iterator(); i.hasNext() && into.hasRemaining(); ) {
      Piece piece = i.next();
      long at = from + copied;
      if (at < piece.end()) {
        int offset = (int) (at - piece.start());
        int length = Math.min(into.remaining(), piece.length() - offset);
        into.put(into.position(), piece.slab().bytes(), offset, length);
        into.position(into.position() + length);
        copied += length;
      }
    }
    return copied;
  }

  /** Gives back the slabs that lie wholly before the position; tells whether there were any. */
  boolean dropBefore(long position) {
    boolean dropped = false;
    while (!pieces.isEmpty() && pieces.element().end() <= position) {
      pieces.remove().slab().release();
      dropped = true;
    }
    return dropped;
  }

  void release() {
    dropBefore(Long.MAX_VALUE);
  }
}
