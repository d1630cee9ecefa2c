package dev.files.node.log;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.BlockChecksums;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first 96 bytes of a record; numbers are big-endian.
 *
 * <pre>
 *  offset size
 *       0    4  magic: "FREC"; "FEND" in the footer
 *       4    1  format version, 1
 *       5    1  kind: 1 DATA, 2 KEEP, 3 DELETE, 4 ADOPT, 5 PAD
 *       6    2  zero
 *       8    8  length of the chunk in bytes
 *      16    8  extent: length of the whole record, a multiple of 16
 *      24    8  generation (0 in a file of its own: there the ADOPT record has it)
 *      32   32  chunk id
 *      64    8  salt of the segment
 *      72    8  position of the record in its file
 *      80    8  target: file number of the removed copy (DELETE) or of the chunk (ADOPT), else 0
 *      88    4  zero
 *      92    4  CRC32C of bytes 0 to 91
 * </pre>
 *
 * KEEP, DELETE and ADOPT are nothing more; behind a PAD anything may follow up to its extent. A
 * DATA record goes on:
 *
 * <pre>
 *      96    n  the bytes of the chunk
 *    96+n   4b  CRC32C of each of its b = ceil(n / 64 KiB) blocks
 *               zeros
 *  end-96   96  footer: the header once more, with the other magic
 * </pre>
 *
 * A DATA record of at least 256 KiB of data starts at a multiple of 4096 (a PAD before it sees to
 * that) and its extent is one, so that it can be written past the page cache.
 *
 * <p>The footer names a record whose header has rotted. Salt and position bind a header to where it
 * was written: bytes of a chunk that look like a record, by chance or by intent, are not taken for
 * one when a scan looks for the next record behind a damaged one, because the salt is random and
 * never leaves the node.
 *
 * @param dataBytes length of the chunk
 * @param extentBytes length of the record
 * @param target a file number or 0
 */
record RecordHeader(
    RecordKind kind, ChunkId id, long generation, long dataBytes, long extentBytes, long target) {
  static final int BYTES = 96;

  /** Records start at multiples of this. */
  static final int ALIGNMENT = 16;

  /** A chunk of this size makes a large record. */
  static final int LARGE_BYTES = 256 * 1024;

  static final int LARGE_ALIGNMENT = 4096;

  static final byte VERSION = 1;
  static final int MAGIC = 0x46524543;
  static final int FOOTER_MAGIC = 0x46454E44;

  private static final ChunkId NO_CHUNK = new ChunkId(new Sha256(0, 0, 0, 0));
  private static final int CRC_AT = BYTES - Integer.BYTES;

  static RecordHeader data(ChunkId id, long generation, long dataBytes) {
    return new RecordHeader(RecordKind.DATA, id, generation, dataBytes, extentOf(dataBytes), 0);
  }

  static RecordHeader control(
      RecordKind kind, ChunkId id, long generation, long dataBytes, long target) {
    return new RecordHeader(kind, id, generation, dataBytes, BYTES, target);
  }

  /** The length of a DATA record. */
  static long extentOf(long dataBytes) {
    long bytes = BYTES + dataBytes + tableBytes(dataBytes) + BYTES;
    return alignUp(bytes, isLarge(dataBytes) ? LARGE_ALIGNMENT : ALIGNMENT);
  }

  static boolean isLarge(long dataBytes) {
    return dataBytes >= LARGE_BYTES;
  }

  private static long alignUp(long bytes, int alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }

  /** What must be filled before a record of so much data may start; 0 or at least a header. */
  static int padBefore(long dataBytes, long position) {
    if (!isLarge(dataBytes) || position % LARGE_ALIGNMENT == 0) {
      return 0;
    }
    return (int) (alignUp(position + BYTES, LARGE_ALIGNMENT) - position);
  }

  static RecordHeader pad(int bytes) {
    return new RecordHeader(RecordKind.PAD, NO_CHUNK, 0, 0, bytes, 0);
  }

  static long tableBytes(long dataBytes) {
    return (long) BlockChecksums.blocksOf(dataBytes) * Integer.BYTES;
  }

  /** Writes 96 bytes at the buffer's position and moves it on. */
  void write(ByteBuffer into, int magic, long salt, long position) {
    ByteBuffer start = into.duplicate().limit(into.position() + CRC_AT);
    into.putInt(magic).put(VERSION).put(kind.number()).putShort((short) 0);
    into.putLong(dataBytes).putLong(extentBytes).putLong(generation);
    id.hash().write(into);
    into.putLong(salt).putLong(position).putLong(target).putInt(0);
    CRC32C crc = new CRC32C();
    crc.update(start);
    into.putInt((int) crc.getValue());
  }

  /**
   * Reads the 96 bytes at {@code at}; empty unless they are a sound header with this magic that was
   * written for this place.
   */
  static Optional<RecordHeader> parse(
      ByteBuffer from, int at, int magic, long salt, long position) {
    if (from.getInt(at) != magic
        || from.getLong(at + 72) != position
        || from.getLong(at + 64) != salt) {
      return Optional.empty();
    }
    return parseAnywhere(from, at, magic);
  }

  /** The same for a header whose salt and position are not known; used where the id is. */
  static Optional<RecordHeader> parseAnywhere(ByteBuffer from, int at, int magic) {
    if (from.getInt(at) != magic
        || from.get(at + 4) != VERSION
        || !RecordKind.exists(from.get(at + 5))) {
      return Optional.empty();
    }
    CRC32C crc = new CRC32C();
    crc.update(from.duplicate().limit(at + CRC_AT).position(at));
    if ((int) crc.getValue() != from.getInt(at + CRC_AT)) {
      return Optional.empty();
    }
    ChunkId id = new ChunkId(Sha256.read(from.duplicate().position(at + 32)));
    return Optional.of(
        new RecordHeader(
            RecordKind.of(from.get(at + 5)),
            id,
            from.getLong(at + 24),
            from.getLong(at + 8),
            from.getLong(at + 16),
            from.getLong(at + 80)));
  }

  static long saltField(ByteBuffer from, int at) {
    return from.getLong(at + 64);
  }

  /** The position that a header at {@code at} says it was written for. */
  static long positionField(ByteBuffer from, int at) {
    return from.getLong(at + 72);
  }
}
