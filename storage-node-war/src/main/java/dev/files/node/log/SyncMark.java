package dev.files.node.log;

import dev.files.node.disk.Private;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The durable sync mark: up to where the log is known to be on stable storage. It is written after
 * each force and never before it, so it is never ahead; it is forced only when the store is closed
 * or a segment begun, so after a power cut it may be behind. The file {@code sync-mark} has two
 * slots, at 0 and 4096, written in turn, so that a torn write leaves the other; numbers are
 * big-endian.
 *
 * <pre>
 *  offset size
 *       0    8  magic: "FILESMRK"
 *       8    4  format version, 1
 *      12    4  zero
 *      16    8  sequence, one more with each write: the higher slot holds
 *      24    8  number of the segment being written; those with lower numbers are whole
 *      32    8  position in it that everything before is on stable storage
 *      40    8  highest generation given out
 *      48   12  zero
 *      60    4  CRC32C of bytes 0 to 59
 * </pre>
 */
final class SyncMark implements AutoCloseable {
  /** What the mark says. */
  record Mark(long segment, long position, long generation) {
    static final Mark NONE = new Mark(0, 0, 0);
  }

  private static final long MAGIC = 0x46494C45534D524BL;
  private static final int VERSION = 1;
  private static final int SLOT_BYTES = 64;
  private static final int SLOT_DISTANCE = 4096;
  private static final int CRC_AT = 60;

  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SLOT_BYTES);
  private long sequence;
  private Mark mark = Mark.NONE;

  SyncMark(Path file) throws IOException {
    this.channel =
        Private.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    for (int slot = 0; slot < 2; slot++) {
      bytes.clear();
      if (channel.read(bytes, (long) slot * SLOT_DISTANCE) == SLOT_BYTES
          && bytes.getLong(0) == MAGIC
          && bytes.getInt(8) == VERSION
          && bytes.getInt(CRC_AT) == crc()
          && bytes.getLong(16) > sequence) {
        sequence = bytes.getLong(16);
        mark = new Mark(bytes.getLong(24), bytes.getLong(32), bytes.getLong(40));
      }
    }
  }

  private int crc() {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().clear().limit(CRC_AT));
    return (int) crc.getValue();
  }

  Mark mark() {
    return mark;
  }

  void write(Mark next) throws IOException {
    sequence++;
    bytes.clear().putLong(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(sequence).putLong(next.segment()).putLong(next.position());
    bytes.putLong(next.generation()).putLong(0).putInt(0).putInt(crc());
    bytes.flip();
    channel.write(bytes, sequence % 2 * SLOT_DISTANCE);
    mark = next;
  }

  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
