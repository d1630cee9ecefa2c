package dev.files.node.log;

import dev.files.node.disk.DirectFile;
import dev.files.node.disk.Stable;
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
import java.util.Optional;

/**
 * A large chunk being received into a file of its own, which has one record, at 4096, whose header
 * is written last. Until {@link #complete} it has a temporary name; until an ADOPT record names it,
 * it is not there. Full slabs go past the page cache where that is possible.
 */
public final class WholeFile implements AutoCloseable {
  /** Without direct I/O: a large dirty cache, forced at the end, would stall everybody. */
  private static final long FORCE_EVERY_BYTES = 64L << 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SegmentFiles files;
  private final Stable stable;
  private final SegmentHeader header;
  private final FileChannel channel;
  private final Optional<FileChannel> direct;
  private final ChunkDigest digest;
  private final ByteBuffer slab;
  private long end = SegmentHeader.BYTES;
  private long forced;

  /**
   * Goes on with what was received before the file was begun.
   *
   * @param start keeps one slab, which this uses until it is closed
   */
  WholeFile(SegmentFiles files, Stable stable, long number, Reception start) throws IOException {
    this.files = files;
    this.stable = stable;
    this.header = new SegmentHeader(true, number, RANDOM.nextLong(), 0);
    this.digest = start.digest();
    Path file = files.receiving(number);
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    this.direct = DirectFile.open(file);
    try {
      this.slab = start.handOn(this::append);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  long number() {
    return header.number();
  }

  public long bytes() {
    return digest.bytes();
  }

  private void append(ByteBuffer full) throws IOException {
    FileChannel to = full.remaining() == SlabPool.SLAB_BYTES ? direct.orElse(channel) : channel;
    end += write(to, full, end);
    if (direct.isEmpty() && end - forced >= FORCE_EVERY_BYTES) {
      stable.force(channel);
      forced = end;
    }
  }

  private void makeRoom() throws IOException {
    if (!slab.hasRemaining()) {
      append(slab.flip());
      slab.clear();
    }
  }

  /**
   * Reads on until the end or more than {@code most} bytes in all.
   *
   * @return whether the end was reached
   */
  public boolean receive(ReadableByteChannel from, long most) throws IOException {
    while (digest.bytes() <= most) {
      makeRoom();
      int start = slab.position();
      slab.limit((int) Math.min(slab.capacity(), start + most + 1 - digest.bytes()));
      int count = from.read(slab);
      slab.limit(slab.capacity());
      if (count < 0) {
        return true;
      }
      digest.update(slab.duplicate().limit(slab.position()).position(start));
    }
    return false;
  }

  public ChunkId finish() {
    return digest.finish();
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
    long padding = position + record.extentBytes() - RecordHeader.BYTES - end - slab.position();
    fill(ByteBuffer.allocate((int) padding));
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
    record.write(bytes, RecordHeader.FOOTER_MAGIC, header.salt(), position);
    fill(bytes.flip());
    append(slab.flip());
    ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES + RecordHeader.BYTES);
    start.put(header.toBytes());
    record.write(start, RecordHeader.MAGIC, header.salt(), position);
    write(channel, start.flip(), 0);
    stable.force(channel);
    Path complete = files.chunk(number());
    Files.move(files.receiving(number()), complete, StandardCopyOption.ATOMIC_MOVE);
    Stable.forceDirectory(complete.getParent());
  }

  private void fill(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      makeRoom();
      int piece = Math.min(slab.remaining(), bytes.remaining());
      slab.put(bytes.slice(bytes.position(), piece));
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
    try (channel) {
      if (direct.isPresent()) {
        direct.get().close();
      }
    }
    Files.deleteIfExists(files.receiving(number()));
  }
}
