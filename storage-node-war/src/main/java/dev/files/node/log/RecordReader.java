package dev.files.node.log;

import dev.files.node.disk.DiskErrors;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Reads one DATA record and checks what it reads. Uses positional reads of its channel only. */
public final class RecordReader {
  private final FileChannel channel;
  private final long position;
  private final long size;

  /**
   * @param position of the record
   * @param size of the chunk
   */
  public RecordReader(FileChannel channel, long position, long size) {
    this.channel = channel;
    this.position = position;
    this.size = size;
  }

  /** The record's bytes differ from what was written. */
  public static final class RotException extends IOException {
    RotException(String message) {
      super(message);
    }

    RotException(String message, IOException cause) {
      super(message, cause);
    }

    /** Whether the disk said so, rather than a checksum. */
    public boolean isUnreadable() {
      return getCause() instanceof IOException e && DiskErrors.isBadSector(e);
    }
  }

  /** Where in the channel the chunk's first byte lies. */
  public long dataPosition() {
    return position + RecordHeader.BYTES;
  }

  /** Checks that the record is the one of this chunk. */
  public void checkHeader(ChunkId id) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.BYTES);
    readFully(bytes, position);
    Optional<RecordHeader> header = RecordHeader.parseAnywhere(bytes, 0, RecordHeader.MAGIC);
    if (header.isEmpty()
        || header.get().kind() != RecordKind.DATA
        || !header.get().id().equals(id)
        || header.get().dataBytes() != size
        || RecordHeader.positionField(bytes, 0) != position) {
      throw new RotException("the header of the record is damaged");
    }
  }

  /** The stored checksums of all blocks that the range touches; not checked yet. */
  BlockChecksums checksums(ByteRange range) throws IOException {
    int first = (int) (range.offset() / BlockChecksums.BLOCK_BYTES);
    int count = range.length() == 0 ? 0 : BlockChecksums.blocksOf(range.end()) - first;
    ByteBuffer bytes = ByteBuffer.allocate(count * Integer.BYTES);
    readFully(bytes, dataPosition() + size + (long) first * Integer.BYTES);
    int[] values = new int[count];
    bytes.flip().asIntBuffer().get(values);
    return new BlockChecksums(first, values);
  }

  /**
   * Checks all blocks that the range touches and shows the bytes of the range, block by block.
   *
   * @param scratch holds at least one block
   */
  public BlockChecksums verify(ByteRange range, ByteBuffer scratch, VerifiedBytes sink)
      throws IOException {
    BlockChecksums checksums = checksums(range);
    int atOnce = scratch.capacity() / BlockChecksums.BLOCK_BYTES * BlockChecksums.BLOCK_BYTES;
    long from = checksums.firstBlock() * BlockChecksums.BLOCK_BYTES;
    long to = Math.min(size, (checksums.firstBlock() + checksums.count()) * BLOCK);
    for (long at = from; at < to; at += atOnce) {
      int bytes = (int) Math.min(atOnce, to - at);
      scratch.clear().limit(bytes);
      readFully(scratch, dataPosition() + at);
      for (int in = 0; in < bytes; in += BlockChecksums.BLOCK_BYTES) {
        int length = Math.min(BlockChecksums.BLOCK_BYTES, bytes - in);
        long block = (at + in) / BLOCK;
        if (!checksums.matches(block, scratch.slice(in, length))) {
          throw new RotException("block " + block + " does not match its checksum");
        }
        int skip = (int) Math.max(0, range.offset() - at - in);
        int end = (int) Math.min(length, range.end() - at - in);
        sink.accept(scratch.slice(in + skip, end - skip));
      }
    }
    return checksums;
  }

  private static final long BLOCK = BlockChecksums.BLOCK_BYTES;

  private void readFully(ByteBuffer into, long from) throws IOException {
    long at = from;
    try {
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException("the file ends within the record");
        }
        at += count;
      }
    } catch (EOFException e) {
      throw new RotException(e.getMessage(), e);
    } catch (IOException e) {
      if (DiskErrors.isBadSector(e)) {
        throw new RotException("the disk could not read the record", e);
      }
      throw e;
    }
  }
}
