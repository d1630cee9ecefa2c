package dev.files.node.index;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;

/**
 * What the index knows of a chunk.
 *
 * @param size of the chunk in bytes
 * @param deleted the chunk is gone; the entry hides those that older runs have
 */
public record Entry(long generation, long size, Place place, boolean deleted) {
  /** The same with a newer generation. */
  public Entry withGeneration(long newer) {
    return new Entry(newer, size, place, deleted);
  }

  /** Deleted, up to this generation. */
  public Entry asDeleted(long upTo) {
    return new Entry(upTo, size, place, true);
  }

  /** As callers of the store see it. */
  public ChunkInfo toInfo(ChunkId id) {
    return new ChunkInfo(id, size, new Generation(generation));
  }
}
