package dev.files.protocol.messages;

import java.util.List;

/**
 * {@code POST /chunk/copies}: fetch small chunks from other registered nodes, many in one call.
 *
 * @param copies 1 to {@value #MOST_CHUNKS}
 */
public record CopyList(List<Copy> copies) {
  public static final int MOST_CHUNKS = 64;

  /** The largest chunk that goes with others, so that a call moves at most 1 MiB. */
  public static final int MOST_CHUNK_BYTES = 16 * 1024;

  /**
   * A chunk to fetch.
   *
   * @param id of the chunk
   * @param source a node that has it
   */
  public record Copy(String id, CopyRequest.Source source) {}
}
