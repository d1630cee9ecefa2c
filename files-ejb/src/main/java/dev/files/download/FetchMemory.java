package dev.files.download;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The memory of all that is fetched ahead, in slabs outside the heap, made when first needed.
 * Nobody waits for it: who gets none passes the bytes on as they come.
 */
final class FetchMemory {
  static final int SLAB_BYTES = 256 * 1024;

  private final int mostSlabs;
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private int taken;

  FetchMemory(long bytes) {
    this.mostSlabs = (int) (bytes / SLAB_BYTES);
  }

  /** Slabs for so many bytes, all or none. */
  synchronized Optional<List<ByteBuffer>> tryTake(long bytes) {
    int count = (int) ((bytes + SLAB_BYTES - 1) / SLAB_BYTES);
    if (mostSlabs - taken < count) {
      return Optional.empty();
    }
    taken += count;
    List<ByteBuffer> slabs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slabs.add(spare.isEmpty() ? ByteBuffer.allocateDirect(SLAB_BYTES) : spare.pop().clear());
    }
    return Optional.of(slabs);
  }

  synchronized void release(ByteBuffer slab) {
    taken--;
    spare.push(slab);
  }

  synchronized int taken() {
    return taken;
  }
}
