package dev.files.upload;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Hashes bytes as they arrive, for the chunk and for the file. The first chunk is hashed once for
 * both: the file's hash goes on from a copy of its state, and a file of one chunk never needs that.
 */
final class FileHashes {
  /** Small enough to stay in the first-level cache between the two hashes. */
  private static final int PIECE_BYTES = 8 * 1024;

  private final byte[] piece = new byte[PIECE_BYTES];
  private final MessageDigest chunk = Sha256.newDigest();
  private Optional<MessageDigest> file = Optional.empty();
  private Optional<ChunkId> first = Optional.empty();

  /** Takes the buffer's remaining bytes; its position is at its limit afterwards. */
  void update(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int length = Math.min(PIECE_BYTES, bytes.remaining());
      bytes.get(piece, 0, length);
      chunk.update(piece, 0, length);
      file.ifPresent(digest -> digest.update(piece, 0, length));
    }
  }

  /** The id of the chunk that all bytes since the last call make. */
  ChunkId endChunk() {
    if (first.isEmpty()) {
      file = Optional.of(copy(chunk));
    }
    ChunkId id = ChunkId.ofBytes(chunk.digest());
    if (first.isEmpty()) {
      first = Optional.of(id);
    }
    return id;
  }

  /** The hash of all bytes; the object is spent. */
  Sha256 endFile(long chunks) {
    return chunks == 1 ? first.orElseThrow().hash() : Sha256.ofBytes(file.orElse(chunk).digest());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's SHA-256 can be copied", e);
    }
  }
}
