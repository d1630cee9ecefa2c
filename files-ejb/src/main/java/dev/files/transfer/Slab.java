package dev.files.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A piece of memory for bytes that arrive; its position tells how far it is filled. */
final class Slab {
  private final Optional<SlabPool> pool;
  private final ByteBuffer bytes;
  private boolean released;

  private Slab(Optional<SlabPool> pool, ByteBuffer bytes) {
    this.pool = pool;
    this.bytes = bytes;
  }

  static Slab of(SlabPool pool, ByteBuffer bytes) {
    return new Slab(Optional.of(pool), bytes);
  }

  /** A little memory that belongs to no pool: there is one for each slow client, at most. */
  static Slab cup() {
    return new Slab(Optional.empty(), ByteBuffer.allocate(Filling.CUP_BYTES));
  }

  boolean isCup() {
    return pool.isEmpty();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  boolean isFull() {
    return bytes.position() == bytes.capacity();
  }

  /** Gives the memory back: nobody may touch it any more. */
  void release() {
    if (!released) {
      released = true;
      pool.ifPresent(owner -> owner.back(bytes));
    }
  }
}
