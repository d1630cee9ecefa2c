package dev.files.transfer;

import java.time.Duration;

/**
 * The bounds of a {@link SlabPool}.
 *
 * @param totalBytes of all slabs
 * @param largestChunkBytes what one filling can need at most
 * @param expressBound how long a filling may take that draws from the express share while others
 *     wait
 * @param grace how long a filling may take before its rate is judged
 * @param leastBytesPerSecond a filling slower than that gives way while others wait
 * @param longestWait for a slab
 */
public record PoolLimits(
    long totalBytes,
    long largestChunkBytes,
    Duration expressBound,
    Duration grace,
    long leastBytesPerSecond,
    Duration longestWait) {

  public static PoolLimits of(long totalBytes) {
    return new PoolLimits(
        totalBytes,
        8L << 20,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        32 * 1024,
        Duration.ofMinutes(5));
  }

  int slabs() {
    return (int) (totalBytes / SlabPool.SLAB_BYTES);
  }

  int express() {
    return (int) (largestChunkBytes / SlabPool.SLAB_BYTES);
  }

  int own() {
    return (slabs() - express()) / 2;
  }

  int common() {
    return slabs() - express() - own();
  }
}
