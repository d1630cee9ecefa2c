package dev.files.protocol.chunks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * CRC32C (RFC 3720, appendix B.4) of each 64 KiB block of a chunk; blocks are counted from the
 * chunk's first byte, the last one may be shorter. On the wire they go as the header {@value
 * #HEADER}: {@code FIRST_BLOCK_INDEX;BASE64}, where the Base64 text holds one big-endian 32-bit
 * value a block, for all blocks that the answered range touches.
 */
public final class BlockChecksums {
  public static final String HEADER = "Files-Block-Checksums";
  public static final int BLOCK_BYTES = 64 * 1024;

  /** The most bytes that one answer carries checksums for: 64 blocks. */
  public static final int WINDOW_BYTES = 4 * 1024 * 1024;

  private final long firstBlock;
  private final int[] values;

  public BlockChecksums(long firstBlock, int[] values) {
    this.firstBlock = firstBlock;
    this.values = values.clone();
  }

  /** The number of blocks of a chunk. */
  public static int blocksOf(long chunkSize) {
    return Math.toIntExact((chunkSize + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }

  /** The checksum of the buffer's remaining bytes; its position is unchanged. */
  public static int of(ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.duplicate());
    return (int) crc.getValue();
  }

  /**
   * Whether the remaining bytes of the buffer are those of the block. A block that is not covered
   * does not match.
   */
  public boolean matches(long block, ByteBuffer bytes) {
    long at = block - firstBlock;
    return at >= 0 && at < values.length && values[(int) at] == of(bytes);
  }

  public long firstBlock() {
    return firstBlock;
  }

  public int count() {
    return values.length;
  }

  public String toHeader() {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
    Arrays.stream(values).forEach(bytes::putInt);
    return firstBlock + ";" + Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Parses a header value of at most one window; empty for anything else. */
  public static Optional<BlockChecksums> parse(String header) {
    int semicolon = header.indexOf(';');
    // A window that is not aligned touches one block more.
    int longest = 4 * ((WINDOW_BYTES / BLOCK_BYTES + 1) * Integer.BYTES + 2) / 3 + 4;
    if (semicolon < 1 || semicolon > 10 || header.length() - semicolon > longest) {
      return Optional.empty();
    }
    try {
      long first = Long.parseLong(header, 0, semicolon, 10);
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(header.substring(semicolon + 1)));
      if (first < 0 || bytes.remaining() % Integer.BYTES != 0) {
        return Optional.empty();
      }
      int[] values = new int[bytes.remaining() / Integer.BYTES];
      bytes.asIntBuffer().get(values);
      return Optional.of(new BlockChecksums(first, values));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
