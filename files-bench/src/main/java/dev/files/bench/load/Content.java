package dev.files.bench.load;

import dev.files.bench.http.BodySource;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Bodies that cost next to nothing to make: one random block, sent again and again, with a stamp of
 * series, number and offset at every {@value #STAMP_EVERY_BYTES} bytes. So no two bodies, and no
 * two pieces of one, are the same: a store that keeps identical bytes once gains nothing. The
 * random bytes between the stamps do come again, which only a compressor with a window larger than
 * the block could use.
 */
public final class Content {
  static final int STAMP_EVERY_BYTES = 64 * 1024;

  /** Small enough to stay in the processor's cache while the kernel copies it to the socket. */
  static final int BLOCK_BYTES = 256 * 1024;

  private static final long FIXED_SEED = 0x46696c6573L;

  private final long series;
  private final byte[] block = new byte[BLOCK_BYTES];

  /** {@code series} should be new for every start of the bench. */
  public Content(long series) {
    this.series = series;
    new Random(FIXED_SEED).nextBytes(block);
  }

  /** A generator of its own for each client, as it owns a buffer. */
  public Bodies bodies() {
    return new Bodies();
  }

  /** Makes the bodies of this content, one at a time. */
  public final class Bodies {
    private final ByteBuffer stamped = ByteBuffer.allocateDirect(BLOCK_BYTES).put(block);

    private Bodies() {}

    /** Body number {@code number}; the one before must not be used any more. */
    public BodySource body(long number, long lengthBytes) {
      return new Body(number, lengthBytes);
    }

    private final class Body implements BodySource {
      private final long number;
      private final long length;

      private Body(long number, long length) {
        this.number = number;
        this.length = length;
      }

      @Override
      public long length() {
        return length;
      }

      @Override
      public ByteBuffer window(long offset) {
        long blockStart = offset - offset % BLOCK_BYTES;
        for (int at = 0; at < BLOCK_BYTES; at += STAMP_EVERY_BYTES) {
          stamped.putLong(at, series).putLong(at + 8, number).putLong(at + 16, blockStart + at);
        }
        int end = (int) Math.min(BLOCK_BYTES, length - blockStart);
        return stamped.duplicate().limit(end).position((int) (offset - blockStart));
      }
    }
  }
}
