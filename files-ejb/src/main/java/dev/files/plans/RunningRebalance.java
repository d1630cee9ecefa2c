package dev.files.plans;

import dev.files.protocol.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the one who moves copies has of the plan that runs. */
public interface RunningRebalance {
  /**
   * The plan that runs.
   *
   * @param shares bytes by node: above zero to give yet, below zero to take
   */
  record Running(UUID plan, Map<NodeId, Long> shares) {}

  /** Empty when none runs, or what is more urgent has to be done first. */
  Optional<Running> running();

  /**
   * Copies went from a node to others.
   *
   * @param taken bytes by node that has them now
   */
  void moved(UUID plan, NodeId from, long chunks, Map<NodeId, Long> taken);

  /** All that the node has was looked at: what it did not give, it keeps. */
  void exhausted(UUID plan, NodeId from);
}
