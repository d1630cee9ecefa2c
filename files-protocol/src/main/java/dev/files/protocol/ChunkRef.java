package dev.files.protocol;

/**
 * A chunk as a content names it.
 *
 * @param size in bytes, at least 1: no bytes are no chunk
 */
public record ChunkRef(ChunkId id, long size) {
  public ChunkRef {
    if (size < 1) {
      throw new IllegalArgumentException("a chunk has at least one byte, found " + size);
    }
  }
}
