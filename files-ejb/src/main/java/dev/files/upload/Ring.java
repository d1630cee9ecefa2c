package dev.files.upload;

import dev.files.transfer.HeldChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The bytes of a stream that some reader still needs, in pieces. Positions count from the first
 * byte of the stream. Guarded by the lock of its owner.
 */
final class Ring {
  private record Piece(long start, HeldChunk bytes) {
    long end() {
      return start + bytes.size();
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

  int pieces() {
    return pieces.size();
  }

  void append(HeldChunk bytes) {
    pieces.add(new Piece(end, bytes));
    end += bytes.size();
  }

  /** Copies what is here from the position on, as much as fits. */
  int copy(long from, ByteBuffer into) throws IOException {
    int copied = 0;
    for (Iterator<Piece> i = pieces.iterator(); i.hasNext() && into.hasRemaining(); ) {
      Piece piece = i.next();
      long at = from + copied;
      if (at < piece.end()) {
        copied += piece.bytes().copy(at - piece.start(), into);
      }
    }
    return copied;
  }

  /** Gives back the pieces that lie wholly before the position; tells whether there were any. */
  boolean dropBefore(long position) {
    boolean dropped = false;
    while (!pieces.isEmpty() && pieces.element().end() <= position) {
      pieces.remove().bytes().release();
      dropped = true;
    }
    return dropped;
  }

  void release() {
    dropBefore(Long.MAX_VALUE);
  }
}
