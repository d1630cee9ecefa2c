package dev.files.transfer;

import java.time.Duration;

/**
 * The bounds of a {@link SlabPool}.
 *
 * @param totalBytes of all slabs
 * @param patience how long memory is waited for before a chunk goes on in the scratch
 * @param longestWait how long it is waited for when the scratch is full too
 * @param slowCup a client that takes longer to fill a cup gets no slab
 * @param stalled a client that takes longer to fill a slab is ended when the scratch is full too;
 *     less than others wait
 */
public record PoolLimits(
    long totalBytes, Duration patience, Duration longestWait, Duration slowCup, Duration stalled) {

  public static PoolLimits of(long totalBytes) {
    return new PoolLimits(
        totalBytes,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofSeconds(4));
  }

  int slabs() {
    return (int) (totalBytes / SlabPool.SLAB_BYTES);
  }
}
