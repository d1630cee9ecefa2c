package dev.files.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of zeros that gives its room to deletions when the disk has not a byte left: to delete
 * means to write a record, and a disk that somebody else has filled must not keep its chunks for
 * ever. It is made again when there is room.
 */
final class SpareRoom {
  private static final long MOST_BYTES = 8L << 20;

  /** The part of the reserve that it is. */
  private static final int PART = 8;

  private static final int PIECE_BYTES = 256 * 1024;

  private final Path file;
  private final DiskSpace space;
  private final long bytes;
  private volatile boolean released;

  SpareRoom(Path file, DiskSpace space) throws IOException {
    this.file = file;
    this.space = space;
    this.bytes = Math.min(MOST_BYTES, space.reserveBytes() / PART);
    this.released = Files.exists(file) && Files.size(file) < bytes;
  }

  private boolean isWhole() throws IOException {
    return bytes == 0 || (Files.exists(file) && Files.size(file) >= bytes);
  }

  /** Whether it was given and has not been taken again: what is left is for deletions. */
  boolean isReleased() {
    return released;
  }

  /** Gives its room to the disk; false when there was none. */
  boolean release() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    // To cut a file needs less than to remove it.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.force(true);
    }
    released = true;
    return true;
  }

  /** Takes the room again, where it is not missed. */
  void restore() throws IOException {
    if (isWhole() || space.usableBytes() < space.reserveBytes() / 2 + bytes) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, PIECE_BYTES));
      for (long at = channel.size(); at < bytes; at = channel.size()) {
        channel.write(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at)), at);
      }
      channel.force(true);
      released = false;
    } catch (IOException e) {
      // Half of it would be taken for room that deletions have.
      release();
      throw e;
    }
  }
}
