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
}
