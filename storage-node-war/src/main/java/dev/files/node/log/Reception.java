package dev.files.node.log;

import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockChecksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A chunk being received into slabs, laid out as the record that it will be: room for the header,
 * the bytes, the checksums, room for the footer. So the bytes are never copied again before they
 * are written.
 */
public final class Reception implements AutoCloseable {
  /** The largest chunk that is held in memory and goes into a shared segment. */
  public static final int MOST_BYTES = 8 << 20;

  /** Slabs that the record of the largest one takes. */
  static final int MOST_SLABS =
      (int) ((RecordHeader.extentOf(MOST_BYTES) + SlabPool.SLAB_BYTES - 1) / SlabPool.SLAB_BYTES);

  private final SlabPool pool;
  private final SlabPool.Taker taker = new SlabPool.Taker();
  private final List<ByteBuffer> slabs = new ArrayList<>();
  private final ChunkDigest digest = new ChunkDigest();
  private int start;

  public Reception(SlabPool pool) {
    this.pool = pool;
    nextSlab().position(RecordHeader.BYTES);
  }

  private ByteBuffer nextSlab() {
    ByteBuffer slab = pool.take(taker);
    slabs.add(slab);
    return slab;
  }

  private ByteBuffer roomy() {
    ByteBuffer last = slabs.get(slabs.size() - 1);
    return last.hasRemaining() ? last : nextSlab();
  }

  /** Where the next bytes go, at least one; {@link #received} follows. */
  public ByteBuffer room() {
    ByteBuffer slab = roomy();
    start = slab.position();
    return slab;
  }

  /** Takes what was put into the buffer that {@link #room} gave. */
  public void received() {
    ByteBuffer slab = slabs.get(slabs.size() - 1);
    digest.update(slab.duplicate().limit(slab.position()).position(start));
    start = slab.position();
  }

  /**
   * Reads on until the end or more than {@code most} bytes.
   *
   * @return whether the end was reached
   */
  public boolean receive(ReadableByteChannel from, long most) throws IOException {
    while (digest.bytes() <= most) {
      ByteBuffer slab = room();
      // One byte more than is allowed shows that there are too many.
      slab.limit((int) Math.min(slab.capacity(), slab.position() + most + 1 - digest.bytes()));
      int count = from.read(slab);
      slab.limit(slab.capacity());
      if (count < 0) {
        return true;
      }
      received();
    }
    return false;
  }

  ChunkDigest digest() {
    return digest;
  }

  /** The received slabs, each from 0 to its position; the first one begins with the header room. */
  List<ByteBuffer> filled() {
    return slabs.stream().map(s -> s.duplicate().flip()).toList();
  }

  /** Ends the record: checksums, padding and room for the footer. */
  public ChunkId finish() {
    ChunkId id = digest.finish();
    int blocks = BlockChecksums.blocksOf(digest.bytes());
    long end = RecordHeader.extentOf(digest.bytes());
    ByteBuffer table = ByteBuffer.allocate((int) (end - RecordHeader.BYTES - digest.bytes()));
    for (int block = 0; block < blocks; block++) {
      table.putInt(digest.checksum(block));
    }
    table.clear();
    while (table.hasRemaining()) {
      ByteBuffer slab = roomy();
      int piece = Math.min(slab.remaining(), table.remaining());
      slab.put(table.slice(table.position(), piece));
      table.position(table.position() + piece);
    }
    return id;
  }

  /** The whole record, with header and footer for this place. */
  List<ByteBuffer> record(RecordHeader header, long salt, long position) {
    header.write(slabs.get(0).duplicate().clear(), RecordHeader.MAGIC, salt, position);
    ByteBuffer footer = ByteBuffer.allocate(RecordHeader.BYTES);
    header.write(footer, RecordHeader.FOOTER_MAGIC, salt, position);
    long at = header.extentBytes() - RecordHeader.BYTES;
    for (int i = 0; i < footer.capacity(); i++, at++) {
      // The footer may straddle two slabs.
      slabs
          .get((int) (at / SlabPool.SLAB_BYTES))
          .put((int) (at % SlabPool.SLAB_BYTES), footer.get(i));
    }
    return filled();
  }

  public long bytes() {
    return digest.bytes();
  }

  @Override
  public void close() {
    pool.giveBack(taker, slabs);
    slabs.clear();
  }
}
