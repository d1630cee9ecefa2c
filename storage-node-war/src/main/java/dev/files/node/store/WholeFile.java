package dev.files.node.store;

import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockChecksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * A large chunk being received into a file of its own, which has one record, at 4096, whose header
 * is written last. Until {@link #complete} it has a temporary name; until an ADOPT record names it,
 * it is not there.
 */
final class WholeFile implements AutoCloseable {
  /** Forced this often: a large dirty cache, forced at the end, would stall everybody. */
  private static final long FORCE_EVERY_BYTES = 64L << 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SegmentFiles files;
  private final Stable stable;
  private final SegmentHeader header;
  private final FileChannel channel;
  private final ChunkDigest digest;
  private long end = SegmentHeader.BYTES + RecordHeader.BYTES;
  private long forced;

  /**
   * @param digest of what was received before the file was begun
   */
  WholeFile(SegmentFiles files, Stable stable, long number, ChunkDigest digest) throws IOException {
    this.files = files;
    this.stable = stable;
    this.header = new SegmentHeader(true, number, RANDOM.nextLong(), 0);
    this.digest = digest;
    this.channel =
        FileChannel.open(
            files.receiving(number), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  long number() {
    return header.number();
  }

  long bytes() {
    return digest.bytes();
  }

  /** Appends bytes that the digest has already seen. */
  void append(ByteBuffer bytes) throws IOException {
    end += write(bytes, end);
    if (end - forced >= FORCE_EVERY_BYTES) {
      stable.force(channel);
      forced = end;
    }
  }

  /**
   * Reads on until the end or more than {@code most} bytes in all.
   *
   * @return whether the end was reached
   */
  boolean receive(ReadableByteChannel from, ByteBuffer slab, long most) throws IOException {
    while (digest.bytes() <= most) {
      slab.clear().limit((int) Math.min(slab.capacity(), most + 1 - digest.bytes()));
      boolean ended = false;
      while (slab.hasRemaining() && !ended) {
        int start = slab.position();
        ended = from.read(slab) < 0;
        digest.update(slab.duplicate().limit(slab.position()).position(start));
      }
      append(slab.flip());
      if (ended) {
        return true;
      }
    }
    return false;
  }

  ChunkId finish() {
    return digest.finish();
  }

  /** Ends the record, forces it and gives the file its name. */
  void complete(ChunkId id) throws IOException {
    RecordHeader record = RecordHeader.data(id, 0, digest.bytes());
    int blocks = BlockChecksums.blocksOf(digest.bytes());
    long position = SegmentHeader.BYTES;
    long tail = position + record.extentBytes() - end;
    ByteBuffer bytes = ByteBuffer.allocate((int) tail);
    for (int block = 0; block < blocks; block++) {
      bytes.putInt(digest.checksum(block));
    }
    bytes.position(bytes.capacity() - RecordHeader.BYTES);
    record.write(bytes, RecordHeader.FOOTER_MAGIC, header.salt(), position);
    write(bytes.flip(), end);
    ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES + RecordHeader.BYTES);
    start.put(header.toBytes());
    record.write(start, RecordHeader.MAGIC, header.salt(), position);
    write(start.flip(), 0);
    stable.force(channel);
    Path complete = files.chunk(number());
    Files.move(files.receiving(number()), complete, StandardCopyOption.ATOMIC_MOVE);
    Stable.forceDirectory(complete.getParent());
  }

  private int write(ByteBuffer bytes, long position) throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      written += channel.write(bytes, position + written);
    }
    return written;
  }

  /** Closes the file; removes it unless it is complete. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(files.receiving(number()));
  }
}
