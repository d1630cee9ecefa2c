package dev.files.placement;

import dev.files.nodes.NodeView;
import dev.files.protocol.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a chunk's next copy needs.
 *
 * @param chunkBytes room that the node must have
 * @param excluded nodes that were tried already
 * @param beside nodes that have the chunk or are about to: the new one should not fail with them
 * @param spread copies of the same content by node, where these are to be few everywhere; empty
 *     when it does not matter
 * @param holders nodes that seem to have the chunk already: one of them costs no new copy
 */
public record Wish(
    long chunkBytes,
    Set<NodeId> excluded,
    List<NodeView> beside,
    Map<NodeId, Integer> spread,
    Set<NodeId> holders) {
  public Wish {
    excluded = Set.copyOf(excluded);
    beside = List.copyOf(beside);
    spread = Map.copyOf(spread);
    holders = Set.copyOf(holders);
  }

  /** Of a chunk that no node is known to have. */
  public Wish(
      long chunkBytes, Set<NodeId> excluded, List<NodeView> beside, Map<NodeId, Integer> spread) {
    this(chunkBytes, excluded, beside, spread, Set.of());
  }
}
