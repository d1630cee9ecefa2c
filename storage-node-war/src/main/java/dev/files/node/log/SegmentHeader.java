package dev.files.node.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first 4096 bytes of a segment and of a chunk's own file; numbers are big-endian.
 *
 * <pre>
 *  offset size
 *       0    8  magic: "FILESSEG" (shared segment), "FILESONE" (file of one chunk)
 *       8    4  format version, 1
 *      12    4  zero
 *      16    8  number, the one in the file's name
 *      24    8  salt, random
 *      32    8  generation floor: every generation given out before was at most this
 *      40   20  zero
 *      60    4  CRC32C of bytes 0 to 59
 *      64 1984  zero
 *    2048   64  bytes 0 to 63 once more: one flip does not lose a whole segment
 *    2112 1984  zero
 * </pre>
 *
 * The floor keeps generations unique when the record with the highest one has been compacted away
 * and the index is lost.
 */
record SegmentHeader(boolean whole, long number, long salt, long generationFloor) {
  /** One page, so that the first record starts on a boundary of the disk. */
  static final int BYTES = 4096;

  private static final long SHARED_MAGIC = 0x46494C4553534547L;
  private static final long WHOLE_MAGIC = 0x46494C45534F4E45L;
  private static final int VERSION = 1;
  private static final int CRC_AT = 60;
  private static final int USED_BYTES = 64;
  private static final int COPY_AT = 2048;

  ByteBuffer toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(whole ? WHOLE_MAGIC : SHARED_MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(number).putLong(salt).putLong(generationFloor);
    bytes.putInt(CRC_AT, crcOf(bytes, 0));
    bytes.put(COPY_AT, bytes.array(), 0, USED_BYTES);
    return bytes.clear();
  }

  /** Parses a page of {@value #BYTES} bytes; empty unless one of its two copies is sound. */
  static Optional<SegmentHeader> parse(ByteBuffer page) {
    return parse(page, 0).or(() -> parse(page, COPY_AT));
  }

  private static Optional<SegmentHeader> parse(ByteBuffer page, int at) {
    long magic = page.getLong(at);
    if ((magic != SHARED_MAGIC && magic != WHOLE_MAGIC)
        || page.getInt(at + 8) != VERSION
        || page.getInt(at + CRC_AT) != crcOf(page, at)) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentHeader(
            magic == WHOLE_MAGIC,
            page.getLong(at + 16),
            page.getLong(at + 24),
            page.getLong(at + 32)));
  }

  private static int crcOf(ByteBuffer page, int at) {
    CRC32C crc = new CRC32C();
    crc.update(page.duplicate().limit(at + CRC_AT).position(at));
    return (int) crc.getValue();
  }
}
