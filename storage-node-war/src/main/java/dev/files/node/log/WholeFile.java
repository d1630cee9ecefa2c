package dev.files.node.log;

import dev.files.node.disk.DirectFile;
import dev.files.node.disk.Private;
import dev.files.node.disk.Stable;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockChecksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * A chunk being received into a file of its own, which has one record, at 4096, whose header is
 * written last. Until {@link #complete} it has a temporary name; until an ADOPT record names it, it
 * is not there. Full slabs go past the page cache where that is possible.
 *
 * <p>A sender that stands still must not hold a slab that others need: then the file goes on with a
 * small buffer on the heap. So small chunks of slow senders wait here too, and are read back when
 * they are complete.
 */
public final class WholeFile implements AutoCloseable {
  /** Without direct I/O: a large dirty cache, forced at the end, would stall everybody. */
  private static final long FORCE_EVERY_BYTES = 64L << 20;

  /** Of a chunk of unknown length so much room is claimed at a time. */
  private static final long CLAIM_BYTES = 64L << 20;

  private static final int SMALL_BUFFER_BYTES = 16 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SegmentFiles files;
  private final Stable stable;
  private final DiskSpace.Claim claim;
  private final SlabPool pool;
  private final SlabPool.Taker taker = new SlabPool.Taker();
  private final SegmentHeader header;
  private final FileChannel channel;
  private final Optional<FileChannel> direct;
  private ChunkDigest digest = new ChunkDigest();
  private Optional<ByteBuffer> slab = Optional.empty();
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int start;
  private long end = SegmentHeader.BYTES;
  private long forced;

  /**
   * @param pool where its one slab comes from
   */
  WholeFile(SegmentFiles files, Stable stable, long number, DiskSpace.Claim claim, SlabPool pool)
      throws IOException {
    this.files = files;
    this.stable = stable;
    this.claim = claim;
    this.pool = pool;
    this.header = new SegmentHeader(true, number, RANDOM.nextLong(), 0);
    Path file = files.receiving(number);
    this.channel =
        Private.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    this.direct = DirectFile.open(file);
  }

  /** Begins with a slab; the other way to begin is {@link #takeOver}. */
  public void begin() {
    buffer = takeSlab().position(RecordHeader.BYTES);
  }

  private ByteBuffer takeSlab() {
    ByteBuffer taken = pool.take(taker);
    slab = Optional.of(taken);
    return taken;
  }

  /**
   * Goes on with what was received into memory; the reception may be closed afterwards.
   *
   * @param withSlab whether to take one; else nobody is waited for
   */
  public void takeOver(Reception reception, boolean withSlab) throws IOException {
    digest = reception.digest();
    buffer = withSlab ? takeSlab() : ByteBuffer.allocate(SMALL_BUFFER_BYTES);
    for (ByteBuffer received : reception.filled()) {
      if (withSlab && received.remaining() < buffer.remaining()) {
        buffer.put(received);
      } else {
        append(received);
      }
    }
  }

  /** Where the next bytes go, at least one; {@link #received} follows. */
  public ByteBuffer room() throws IOException {
    makeRoom();
    start = buffer.position();
    return buffer;
  }

  /** Takes what was put into the buffer that {@link #room} gave. */
  public void received() {
    digest.update(buffer.duplicate().limit(buffer.position()).position(start));
    start = buffer.position();
  }

  /** Gives its slab back, if it has one, and goes on with a small buffer. */
  public void giveBackSlab() throws IOException {
    if (slab.isPresent()) {
      append(buffer.flip());
      pool.giveBack(taker, List.of(slab.get()));
      slab = Optional.empty();
      buffer = ByteBuffer.allocate(SMALL_BUFFER_BYTES);
    }
  }

  /** Whether it holds a slab. */
  public boolean holdsSlab() {
    return slab.isPresent();
  }

  long number() {
    return header.number();
  }

  public long bytes() {
    return digest.bytes();
  }

  private void append(ByteBuffer bytes) throws IOException {
    long most = end + bytes.remaining();
    while (claim.bytes() < most) {
      claim.grow(Math.max(CLAIM_BYTES, most - claim.bytes()));
    }
    boolean aligned =
        bytes.remaining() == SlabPool.SLAB_BYTES && end % DirectFile.ALIGNMENT_BYTES == 0;
    int written = write(aligned ? direct.orElse(channel) : channel, bytes, end);
    claim.wrote(written);
    end += written;
    if ((direct.isEmpty() || !aligned) && end - forced >= FORCE_EVERY_BYTES) {
      stable.force(channel);
      forced = end;
    }
  }

  private void makeRoom() throws IOException {
    if (!buffer.hasRemaining()) {
      append(buffer.flip());
      buffer.clear();
    }
  }

  public ChunkId finish() {
    return digest.finish();
  }

  /**
   * Reads what was received back into memory; it has been finished.
   *
   * @param reception has nothing yet
   * @throws IOException also when other bytes come back
   */
  public void readBack(ChunkId id, Reception reception) throws IOException {
    append(buffer.flip());
    buffer.clear();
    long size = bytes();
    channel.position(SegmentHeader.BYTES + RecordHeader.BYTES);
    reception.receive(channel, size);
    if (reception.bytes() != size || !reception.finish().equals(id)) {
      throw new IOException("the disk gave other bytes back than were written");
    }
  }

  /** Ends the record, forces it and gives the file its name. */
  public void complete(ChunkId id) throws IOException {
    RecordHeader record = RecordHeader.data(id, 0, digest.bytes());
    int blocks = BlockChecksums.blocksOf(digest.bytes());
    long position = SegmentHeader.BYTES;
    ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
    for (int block = 0; block < blocks; block++) {
      fill(number.clear().putInt(digest.checksum(block)).flip());
    }
    long padding = position + record.extentBytes() - RecordHeader.BYTES - end - buffer.position();
    fill(ByteBuffer.allocate((int) padding));
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
    record.write(bytes, RecordHeader.FOOTER_MAGIC, header.salt(), position);
    fill(bytes.flip());
    append(buffer.flip());
    ByteBuffer first = ByteBuffer.allocate(SegmentHeader.BYTES + RecordHeader.BYTES);
    first.put(header.toBytes());
    record.write(first, RecordHeader.MAGIC, header.salt(), position);
    write(channel, first.flip(), 0);
    stable.force(channel);
    Path complete = files.chunk(number());
    Files.move(files.receiving(number()), complete, StandardCopyOption.ATOMIC_MOVE);
    Stable.forceDirectory(complete.getParent());
  }

  private void fill(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      makeRoom();
      int piece = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice(bytes.position(), piece));
      bytes.position(bytes.position() + piece);
    }
  }

  private static int write(FileChannel to, ByteBuffer bytes, long position) throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      written += to.write(bytes, position + written);
    }
    return written;
  }

  /** Closes the file; removes it unless it is complete. */
  @Override
  public void close() throws IOException {
    slab.ifPresent(taken -> pool.giveBack(taker, List.of(taken)));
    slab = Optional.empty();
    buffer = ByteBuffer.allocate(0);
    claim.close();
    try (channel) {
      if (direct.isPresent()) {
        direct.get().close();
      }
    }
    Files.deleteIfExists(files.receiving(number()));
  }
}
