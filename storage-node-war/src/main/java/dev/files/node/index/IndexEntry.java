package dev.files.node.index;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.nio.ByteBuffer;

/**
 * A chunk and its entry, as a run holds it: 64 bytes, numbers big-endian.
 *
 * <pre>
 *  offset size
 *       0   32  chunk id
 *      32    8  generation
 *      40    8  size of the chunk
 *      48    8  file number; bit 63: deleted, bit 62: a file of its own
 *      56    8  position of the record in that file
 * </pre>
 */
public record IndexEntry(ChunkId id, Entry entry) {
  static final int BYTES = 64;

  private static final long DELETED = 1L << 63;
  private static final long WHOLE = 1L << 62;

  void write(ByteBuffer into) {
    id.hash().write(into);
    Place place = entry.place();
    long flags = (entry.deleted() ? DELETED : 0) | (place.whole() ? WHOLE : 0);
    into.putLong(entry.generation()).putLong(entry.size());
    into.putLong(place.number() | flags).putLong(place.offset());
  }

  static IndexEntry read(ByteBuffer from, int at) {
    long number = from.getLong(at + 48);
    Place place =
        new Place((number & WHOLE) != 0, number & ~(DELETED | WHOLE), from.getLong(at + 56));
    return new IndexEntry(
        idAt(from, at),
        new Entry(from.getLong(at + 32), from.getLong(at + 40), place, (number & DELETED) != 0));
  }

  static ChunkId idAt(ByteBuffer from, int at) {
    return new ChunkId(
        new Sha256(
            from.getLong(at), from.getLong(at + 8), from.getLong(at + 16), from.getLong(at + 24)));
  }
}
