package dev.files.nodes;

import dev.files.protocol.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * What operators ask of nodes and order. All throw {@link dev.files.protocol.FilesException}:
 * NOT_FOUND for a node that nobody heard of, CONFLICT, with what is missing, when its state does
 * not allow the order.
 */
public interface NodeControl {
  /** All nodes, the retired ones too, by id. */
  List<NodeStanding> all();

  /** How full all nodes are but the retired ones, by id; cheaper than to say how they stand. */
  List<NodeFill> fills();

  /** What the upkeep of the active nodes is at, by id. */
  List<NodeWorkers> workers();

  NodeStanding find(NodeId id);

  /**
   * The node, when it may be drained.
   *
   * @throws dev.files.protocol.FilesException CONFLICT as by {@link #drain}
   */
  NodeStanding mayDrain(NodeId id);

  /**
   * Has the node emptied: its chunks are copied elsewhere, then its copies go.
   *
   * @throws dev.files.protocol.FilesException CONFLICT when fewer nodes than replicas are wanted
   *     would be left
   */
  NodeStanding drain(NodeId id);

  /**
   * The node, when it may stay silent until a moment.
   *
   * @throws dev.files.protocol.FilesException INVALID_VALUE, CONFLICT as by {@link #maintain}
   */
  NodeStanding mayMaintain(NodeId id, Instant until);

  /**
   * Has the node stay silent until a moment without being lost; it takes no new chunks.
   *
   * @throws dev.files.protocol.FilesException INVALID_VALUE for a moment that is past or too far
   *     ahead, CONFLICT when too few nodes for an upload would be left
   */
  NodeStanding maintain(NodeId id, Instant until);

  /** Ends drain and maintenance. */
  NodeStanding activate(NodeId id);

  /** Says that a silent node will not come back soon: its copies are made elsewhere at once. */
  NodeStanding lose(NodeId id);

  /** Ends the node's life: no ping with its id is accepted any more. */
  NodeStanding retire(NodeId id);

  /** Says that a database that went back in time is to be taken as it is: deletions go on. */
  void recovered();
}
