package dev.files.plans;

import dev.files.protocol.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What operators ask of plans and order. All throw {@link dev.files.protocol.FilesException}:
 * NOT_FOUND for a plan or a node that nobody heard of, CONFLICT, with the reason, when the state of
 * things does not allow the order.
 */
public interface PlanControl {
  /** The latest, newest first: those that run or are paused, and the last ones that ended. */
  List<Plan> all();

  Plan find(UUID id);

  /** What {@link #rebalance} would do. */
  Plan previewRebalance();

  /**
   * Begins to fill all nodes evenly.
   *
   * @throws dev.files.protocol.FilesException CONFLICT when that is going on already
   */
  Plan rebalance();

  /** What {@link #drain} would do. */
  Plan previewDrain(NodeId node);

  /**
   * Begins to empty a node.
   *
   * @throws dev.files.protocol.FilesException CONFLICT when that is going on already, or fewer
   *     nodes than replicas are wanted would be left
   */
  Plan drain(NodeId node);

  /** What {@link #maintain} would do. */
  Plan previewMaintenance(NodeId node, Instant until);

  /**
   * Lets a node be silent until a moment without being lost; it takes no new chunks.
   *
   * @throws dev.files.protocol.FilesException INVALID_VALUE for a moment that is past or too far
   *     ahead, CONFLICT when that is so already, or too few nodes for an upload would be left
   */
  Plan maintain(NodeId node, Instant until);

  /** Stops the moving until {@link #resume}; a node that is drained goes on taking no chunks. */
  Plan pause(UUID id);

  Plan resume(UUID id);

  /** Ends it: what has moved stays where it is. */
  Plan cancel(UUID id);
}
