package dev.files.protocol.messages;

import dev.files.protocol.ChunkRef;
import java.util.List;

/**
 * {@code POST /chunk/{id}/copy}: fetch the chunk from other registered nodes.
 *
 * @param from URL of a node, for receivers that know nothing of several
 * @param sources the nodes that have a copy, the best first: what is bad in one comes from the next
 * @param size of the chunk in bytes; null when the receiver is to find out
 */
public record CopyRequest(String from, List<Source> sources, Long size) {
  public static final int MAX_SOURCES = 16;

  /**
   * A node to fetch from.
   *
   * @param node its id; may be missing
   */
  public record Source(String url, String node) {}

  public static CopyRequest of(List<Source> sources) {
    return new CopyRequest(sources.get(0).url(), sources, null);
  }

  /** Of a chunk whose size is known, which spares the receiver to ask each source for it. */
  public static CopyRequest of(ChunkRef chunk, List<Source> sources) {
    return new CopyRequest(sources.get(0).url(), sources, chunk.size());
  }
}
