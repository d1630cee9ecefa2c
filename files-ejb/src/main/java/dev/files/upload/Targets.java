package dev.files.upload;

import dev.files.nodes.NodeView;
import dev.files.placement.Placement;
import dev.files.placement.Wish;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds nodes for the copies of one content's chunks. */
final class Targets {
  private final NodeCalls calls;
  private final Placement placement;
  private final boolean spread;
  private final Map<NodeId, Integer> copies = new HashMap<>();

  /**
   * @param spread whether the content's chunks shall lie on as many nodes as there are
   */
  Targets(NodeCalls calls, Placement placement, boolean spread) {
    this.calls = calls;
    this.placement = placement;
    this.spread = spread;
  }

  /** Another node, which then counts as one that gets a copy. */
  Optional<NodeView> next(long chunkBytes, Set<NodeId> excluded, List<NodeView> beside) {
    return next(chunkBytes, excluded, beside, Set.of());
  }

  /**
   * The same.
   *
   * @param holders nodes that seem to have the chunk
   */
  synchronized Optional<NodeView> next(
      long chunkBytes, Set<NodeId> excluded, List<NodeView> beside, Set<NodeId> holders) {
    Optional<NodeView> chosen =
        placement.next(new Wish(chunkBytes, excluded, beside, copies, holders), calls.candidates());
    if (spread) {
      chosen.ifPresent(node -> copies.merge(node.id(), 1, Integer::sum));
    }
    return chosen;
  }
}
