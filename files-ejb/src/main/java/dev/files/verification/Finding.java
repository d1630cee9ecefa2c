package dev.files.verification;

import dev.files.protocol.ChunkId;
import java.util.Optional;

/**
 * Something that is not as it is to be.
 *
 * @param chunk that it is about, or of a content, none
 * @param bytes its size; of a content the size of that
 * @param detail for people
 */
public record Finding(Kind kind, Optional<ChunkId> chunk, long bytes, String detail) {
  /** What can be found. */
  public enum Kind {
    /** A row names a copy that its node does not have, or has only as it was before. */
    MISSING,
    /** The bytes are not those that the name says. */
    ROTTEN,
    /** A copy without a row, of a chunk that contents name. */
    SURPLUS,
    /** A copy without a row, of a chunk that no content names: its bytes will be deleted. */
    ORPHAN,
    /** The chunks of a content do not make it up. */
    BROKEN,
    /** A content with a chunk of which fewer copies count than an upload needs. */
    ENDANGERED;

    /** As clients see it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Finding of(Kind kind, ChunkId chunk, long bytes, String detail) {
    return new Finding(kind, Optional.of(chunk), bytes, detail);
  }
}
