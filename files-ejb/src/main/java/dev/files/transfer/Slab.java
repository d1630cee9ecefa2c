package dev.files.transfer;

import java.nio.ByteBuffer;

/** A piece of memory outside the heap that belongs to a {@link SlabPool}. */
public final class Slab {
  /** Whose share of the pool a slab is taken from; see {@link SlabPool}. */
  enum Share {
    OWN,
    COMMON,
    EXPRESS
  }

  private final SlabPool pool;
  private final ByteBuffer bytes;

  /** Both guarded by the pool's lock. */
  Share share;

  boolean taken;

  Slab(SlabPool pool, ByteBuffer bytes, Share share) {
    this.pool = pool;
    this.bytes = bytes;
    this.share = share;
    this.taken = true;
  }

  /** The memory itself. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Gives the memory back: nobody may touch it any more. Giving it back twice is once. */
  public void release() {
    pool.release(this);
  }
}
