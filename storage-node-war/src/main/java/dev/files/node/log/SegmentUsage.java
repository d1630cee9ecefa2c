package dev.files.node.log;

/** How much of a shared segment is still needed. Written by the log's thread, read by any. */
final class SegmentUsage {
  private final long number;
  private volatile long fileBytes;
  private volatile long liveBytes;
  private volatile long controlBytes;

  SegmentUsage(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }

  long fileBytes() {
    return fileBytes;
  }

  /** Records of chunks that lie here. */
  long liveBytes() {
    return liveBytes;
  }

  /** KEEP, DELETE and ADOPT records, needed or not: only compaction can tell. */
  long controlBytes() {
    return controlBytes;
  }

  void fileBytes(long bytes) {
    fileBytes = bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void addLive(long bytes) {
    liveBytes += bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void addControl(long bytes) {
    controlBytes += bytes;
  }
}
