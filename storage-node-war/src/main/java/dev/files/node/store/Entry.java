package dev.files.node.store;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;

/**
 * What the index knows of a chunk.
 *
 * @param size of the chunk in bytes
 * @param deleted the chunk is gone; the entry hides those that older runs have
 */
record Entry(long generation, long size, Place place, boolean deleted) {
  Entry withGeneration(long newer) {
    return new Entry(newer, size, place, deleted);
  }

  Entry asDeleted(long upTo) {
    return new Entry(upTo, size, place, true);
  }

  /** What the record takes on the disk. */
  long extentBytes() {
    return RecordHeader.extentOf(size);
  }

  ChunkInfo toInfo(ChunkId id) {
    return new ChunkInfo(id, size, new Generation(generation));
  }
}
