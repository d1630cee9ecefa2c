package dev.files.protocol.messages;

import java.util.List;

/**
 * {@code POST /chunk/{id}/copy}: fetch the chunk from other registered nodes.
 *
 * @param from URL of a node, for receivers that know nothing of several
 * @param sources the nodes that have a copy, the best first: what is bad in one comes from the next
 */
public record CopyRequest(String from, List<Source> sources) {
  public static final int MAX_SOURCES = 16;

  /**
   * A node to fetch from.
   *
   * @param node its id; may be missing
   */
  public record Source(String url, String node) {}

  public static CopyRequest of(List<Source> sources) {
    return new CopyRequest(sources.get(0).url(), sources);
  }
}
