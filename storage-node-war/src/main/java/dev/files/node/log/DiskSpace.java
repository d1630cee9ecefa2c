package dev.files.node.log;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;

/** Whether there is room for more: by the configured capacity and by what the disk has left. */
final class DiskSpace {
  private final FileStore disk;
  private final long capacityBytes;
  private final long reserveBytes;
  private final LogState state;

  DiskSpace(StoreConfig config, LogState state) throws IOException {
    this.disk = Files.getFileStore(config.directory());
    this.capacityBytes = Math.min(config.capacityBytes(), disk.getTotalSpace());
    this.reserveBytes = config.reserveBytes();
    this.state = state;
  }

  long capacityBytes() {
    return capacityBytes;
  }

  /**
   * Refuses what would use the reserve.
   *
   * @throws FilesException DISK_FULL
   */
  void admit(long bytes) throws IOException {
    if (state.diskBytes() + bytes > capacityBytes - reserveBytes
        || disk.getUsableSpace() - bytes < reserveBytes) {
      throw full();
    }
  }

  /** Bytes that compaction may write before it frees any: half of the reserve is not its own. */
  long roomForMoves() throws IOException {
    return disk.getUsableSpace() - reserveBytes / 2;
  }

  static FilesException full() {
    return new FilesException(ProblemType.DISK_FULL, "The disk of this node is full.");
  }
}
