package dev.files.node.log;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.BlockChecksums;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Id and block checksums of bytes as they come by, in one pass. */
final class ChunkDigest {
  private final MessageDigest sha256 = Sha256.newDigest();
  private final CRC32C crc = new CRC32C();
  private int[] table = new int[16];
  private long bytes;

  /** Takes the buffer's remaining bytes; its position is unchanged. */
  void update(ByteBuffer next) {
    sha256.update(next.duplicate());
    ByteBuffer rest = next.duplicate();
    while (rest.hasRemaining()) {
      int inBlock = (int) (bytes % BlockChecksums.BLOCK_BYTES);
      int piece = Math.min(rest.remaining(), BlockChecksums.BLOCK_BYTES - inBlock);
      crc.update(rest.slice(rest.position(), piece));
      rest.position(rest.position() + piece);
      bytes += piece;
      if (inBlock + piece == BlockChecksums.BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    int block = (int) ((bytes - 1) / BlockChecksums.BLOCK_BYTES);
    if (block == table.length) {
      table = Arrays.copyOf(table, 2 * block);
    }
    table[block] = (int) crc.getValue();
    crc.reset();
  }

  long bytes() {
    return bytes;
  }

  /** The id; nothing may be added after this. */
  ChunkId finish() {
    if (bytes % BlockChecksums.BLOCK_BYTES != 0) {
      endBlock();
    }
    return ChunkId.ofBytes(sha256.digest());
  }

  /** The checksum of a block, once finished. */
  int checksum(int block) {
    return table[block];
  }
}
