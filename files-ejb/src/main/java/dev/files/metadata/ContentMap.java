package dev.files.metadata;

import java.util.List;

/** Where the bytes of a content lie, in pages. */
public interface ContentMap {
  /** The most chunks of one page. */
  int MAX_PAGE = 1000;

  /**
   * Chunks in order, from the one that holds the byte at {@code offset}, at most {@code limit};
   * none when the content ends before.
   */
  List<ChunkLocations> chunksFrom(long contentId, long offset, int limit);

  /** Chunks in order, from the one at a place in the list, at most {@code limit}. */
  List<ChunkLocations> chunksAt(long contentId, int first, int limit);
}
