package dev.files.node.log;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether there is room for more: by the configured capacity and by what the disk has left. What is
 * not configured follows from the capacity, so that a disk of 256 MiB and one of 10 TB both get the
 * room of deleted chunks back: 64 segments are a grain fine enough, and the reserve is two of them,
 * since a segment can only be moved when its worth fits.
 */
final class DiskSpace {
  private static final int SEGMENTS = 64;
  private static final long LEAST_SEGMENT_BYTES = 4L << 20;
  private static final long MOST_SEGMENT_BYTES = 512L << 20;

  /** Twice the largest record of a shared segment. */
  private static final long LEAST_RESERVE_BYTES = 16L << 20;

  private static final long MOST_RESERVE_BYTES = 2 * MOST_SEGMENT_BYTES;

  /** What moves leave of the reserve, for the index. */
  private static final long MOST_KEPT_BYTES = 32L << 20;

  /** Room is short when less than this part of the capacity can be written. */
  private static final int SHORT_PART = 8;

  /** Clients will wait for it before long. */
  private static final int SCARCE_PART = 32;

  private final FileStore disk;
  private final long capacityBytes;
  private final long reserveBytes;
  private final long segmentBytes;
  private final LongSupplier diskBytes;

  /** Bytes that were promised to large chunks on their way; and of these what is on the disk. */
  private final AtomicLong claimed = new AtomicLong();

  private final AtomicLong written = new AtomicLong();

  /**
   * @param diskBytes what the store's files take
   */
  DiskSpace(StoreConfig config, LongSupplier diskBytes) throws IOException {
    this.disk = Files.getFileStore(config.directory());
    this.diskBytes = diskBytes;
    this.capacityBytes = Math.min(config.capacityBytes(), disk.getTotalSpace());
    this.reserveBytes =
        config
            .reserveBytes()
            .orElse(clamp(capacityBytes / SEGMENTS * 2, LEAST_RESERVE_BYTES, MOST_RESERVE_BYTES));
    if (reserveBytes >= capacityBytes) {
      throw new IllegalArgumentException(
          "a store of " + capacityBytes + " bytes has no room beside a reserve of " + reserveBytes);
    }
    this.segmentBytes =
        config
            .segmentBytes()
            .orElse(
                clamp(
                    Math.min(capacityBytes / SEGMENTS, reserveBytes / 2),
                    LEAST_SEGMENT_BYTES,
                    MOST_SEGMENT_BYTES));
  }

  private static long clamp(long bytes, long least, long most) {
    return Math.max(least, Math.min(bytes, most));
  }

  long capacityBytes() {
    return capacityBytes;
  }

  long segmentBytes() {
    return segmentBytes;
  }

  long reserveBytes() {
    return reserveBytes;
  }

  /** The room that new chunks can take now, what is dead and not compacted not counted. */
  long writableBytes() throws IOException {
    long byCapacity = capacityBytes - reserveBytes - diskBytes.getAsLong() - claimed.get();
    long byDisk = disk.getUsableSpace() - reserveBytes - (claimed.get() - written.get());
    return Math.max(0, Math.min(byCapacity, byDisk));
  }

  /** Bytes that the disk has left, reserve included. */
  long usableBytes() throws IOException {
    return disk.getUsableSpace();
  }

  /** Whether it is time to get room back also where little is dead. */
  boolean isShort() throws IOException {
    return writableBytes() < capacityBytes / SHORT_PART;
  }

  /** Whether it is time to do so beside clients. */
  boolean isScarce() throws IOException {
    return writableBytes() < capacityBytes / SCARCE_PART;
  }

  /**
   * Refuses what would use the reserve.
   *
   * @throws FilesException DISK_FULL
   */
  void admit(long bytes) throws IOException {
    long writable = writableBytes();
    if (writable < bytes || writable == 0) {
      throw full();
    }
  }

  /** Bytes that compaction may write before it frees any. */
  long roomForMoves() throws IOException {
    return disk.getUsableSpace() - Math.min(reserveBytes / 2, MOST_KEPT_BYTES);
  }

  static FilesException full() {
    return new FilesException(ProblemType.DISK_FULL, "The disk of this node is full.");
  }

  /**
   * Room for a chunk that is written while it arrives: without it several that fit one by one would
   * together take the reserve.
   */
  final class Claim implements AutoCloseable {
    private long bytes;
    private long onDisk;

    /**
     * Claims so many more.
     *
     * @throws FilesException DISK_FULL
     */
    void grow(long more) throws IOException {
      admit(more);
      bytes += more;
      claimed.addAndGet(more);
    }

    long bytes() {
      return bytes;
    }

    /** So many more of the claimed bytes are on the disk. */
    void wrote(long more) {
      long counted = Math.min(more, bytes - onDisk);
      onDisk += counted;
      written.addAndGet(counted);
    }

    /** Gives back what was claimed: now the files are counted, or gone. */
    @Override
    public void close() {
      claimed.addAndGet(-bytes);
      written.addAndGet(-onDisk);
      bytes = 0;
      onDisk = 0;
    }
  }
}
