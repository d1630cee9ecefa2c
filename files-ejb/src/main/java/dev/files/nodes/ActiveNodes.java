package dev.files.nodes;

import dev.files.protocol.NodeId;
import java.util.List;
import java.util.Optional;

/** The nodes that can be used now: those that pinged in time by the database's clock. */
public interface ActiveNodes {
  /**
   * All of them, from a snapshot that is a second or so old, older while the database is away.
   * Never waits for the database once there is one.
   */
  List<NodeView> active();

  /** Some of those that are missed: silent for longer, and not retired; the latest first. */
  default List<NodeId> silent() {
    return List.of();
  }

  default Optional<NodeView> find(NodeId id) {
    return active().stream().filter(node -> node.id().equals(id)).findFirst();
  }
}
