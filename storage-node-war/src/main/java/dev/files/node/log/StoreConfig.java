package dev.files.node.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a chunk store is opened.
 *
 * @param directory the store's own, made when missing
 * @param segmentBytes a shared segment is closed when the next record would make it longer; empty:
 *     by the capacity
 * @param reserveBytes room on the disk that no new chunk may take, so that a full disk still
 *     deletes and compacts; empty: by the capacity
 * @param capacityBytes the most that the store's files may take; more than the disk has means the
 *     disk's size
 * @param receiveSlabs buffers of {@value SlabPool#SLAB_BYTES} bytes, off the heap, that arriving
 *     chunks are held in; at least {@link #MIN_RECEIVE_SLABS}
 * @param readSlabs buffers of the same size for checking what is read
 * @param bufferWait how long a call waits for a buffer or a place in the queue before it is refused
 * @param indexMemoryEntries how many changes of the index are held on the heap (about 250 bytes
 *     each) before they are written to a run
 */
public record StoreConfig(
    Path directory,
    OptionalLong segmentBytes,
    OptionalLong reserveBytes,
    long capacityBytes,
    int receiveSlabs,
    int readSlabs,
    Duration bufferWait,
    int indexMemoryEntries) {
  /** One chunk of the largest size that is held in memory, twice. */
  public static final int MIN_RECEIVE_SLABS = 2 * Reception.MOST_SLABS;

  /** 64 MiB: half of the direct memory that a node is given by default. */
  public static final int DEFAULT_RECEIVE_SLABS = 256;

  public static final int DEFAULT_READ_SLABS = 32;
  public static final Duration DEFAULT_BUFFER_WAIT = Duration.ofSeconds(10);
  public static final int DEFAULT_INDEX_MEMORY_ENTRIES = 64 * 1024;

  private static final long MIN_SEGMENT_BYTES = 1 << 16;

  public StoreConfig {
    if (segmentBytes.isPresent() && segmentBytes.getAsLong() < MIN_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "a segment has at least "
              + MIN_SEGMENT_BYTES
              + " bytes, found "
              + segmentBytes.getAsLong());
    }
    if (reserveBytes.isPresent()
        && (reserveBytes.getAsLong() < 0 || capacityBytes <= reserveBytes.getAsLong())) {
      throw new IllegalArgumentException(
          "the reserve must be smaller than the capacity, found "
              + reserveBytes.getAsLong()
              + " of "
              + capacityBytes);
    }
    if (receiveSlabs < MIN_RECEIVE_SLABS || readSlabs < 1 || indexMemoryEntries < 1) {
      throw new IllegalArgumentException(
          "too few buffers: " + receiveSlabs + ", " + readSlabs + ", " + indexMemoryEntries);
    }
  }

  /** The defaults, with the whole disk as capacity. */
  public static StoreConfig of(Path directory) {
    return new StoreConfig(
        directory,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Long.MAX_VALUE,
        DEFAULT_RECEIVE_SLABS,
        DEFAULT_READ_SLABS,
        DEFAULT_BUFFER_WAIT,
        DEFAULT_INDEX_MEMORY_ENTRIES);
  }

  public StoreConfig withSegmentBytes(long bytes) {
    return new StoreConfig(
        directory,
        OptionalLong.of(bytes),
        reserveBytes,
        capacityBytes,
        receiveSlabs,
        readSlabs,
        bufferWait,
        indexMemoryEntries);
  }

  public StoreConfig withCapacity(long capacity, long reserve) {
    return withCapacity(capacity, OptionalLong.of(reserve));
  }

  public StoreConfig withCapacity(long capacity, OptionalLong reserve) {
    return new StoreConfig(
        directory,
        segmentBytes,
        reserve,
        capacity,
        receiveSlabs,
        readSlabs,
        bufferWait,
        indexMemoryEntries);
  }

  public StoreConfig withReceiveSlabs(int slabs, Duration wait) {
    return new StoreConfig(
        directory,
        segmentBytes,
        reserveBytes,
        capacityBytes,
        slabs,
        readSlabs,
        wait,
        indexMemoryEntries);
  }

  public StoreConfig withIndexMemoryEntries(int entries) {
    return new StoreConfig(
        directory,
        segmentBytes,
        reserveBytes,
        capacityBytes,
        receiveSlabs,
        readSlabs,
        bufferWait,
        entries);
  }
}
