package dev.files.upload;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.nio.ByteBuffer;

/** Counts and hashes a file's bytes and holds them against what was announced as they arrive. */
final class Tally {
  private final UploadSpec spec;
  private final long limit;
  private final FileHashes hashes = new FileHashes();
  private long bytes;

  /**
   * @param limit of the file's bytes
   */
  Tally(UploadSpec spec, long limit) {
    this.spec = spec;
    this.limit = limit;
  }

  /** Bytes that came so far. */
  long bytes() {
    return bytes;
  }

  /** Bytes that are to come yet, at most, as far as is known. */
  long rest() {
    return spec.size().orElse(Long.MAX_VALUE) - bytes;
  }

  /**
   * Takes the buffer's remaining bytes.
   *
   * @throws FilesException MISMATCH, TOO_LARGE
   */
  void add(ByteBuffer received) {
    bytes += received.remaining();
    if (rest() < 0) {
      throw otherSize("more");
    }
    if (bytes > limit) {
      throw Cuts.tooLarge(limit);
    }
    hashes.update(received);
  }

  /**
   * The last byte came.
   *
   * @throws FilesException MISMATCH
   */
  void end() {
    if (spec.size().isPresent() && rest() > 0) {
      throw otherSize("only " + bytes);
    }
  }

  private FilesException otherSize(String found) {
    return new FilesException(
        ProblemType.MISMATCH,
        "The size was announced as "
            + spec.size().orElseThrow()
            + " bytes, but "
            + found
            + " came");
  }

  ChunkId endChunk() {
    return hashes.endChunk();
  }

  /**
   * The hash of all bytes.
   *
   * @param chunks that they make
   * @throws FilesException MISMATCH: another hash was announced
   */
  Sha256 endFile(long chunks) {
    Sha256 hash = hashes.endFile(chunks);
    for (Sha256 announced : spec.announced()) {
      if (!announced.equals(hash)) {
        throw new FilesException(
            ProblemType.MISMATCH,
            "The SHA-256 was announced as " + announced + ", but the bytes have " + hash);
      }
    }
    return hash;
  }
}
