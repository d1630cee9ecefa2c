package dev.files.plans;

import dev.files.nodes.NodeFill;
import dev.files.protocol.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much each node is to give, or to take, so that equal parts of all are used. A node can have
 * one copy of a chunk at most, and so at most the {@code replicas}-th part of all bytes: one that
 * is larger than that is as full as it can get, and the others share the rest.
 *
 * @param bytes by node: above zero to give, below zero to take; in all zero, but for rounding
 * @param spread how far apart the nodes are from their parts, as a share of what they hold: 0 is
 *     even, 0.05 five points
 */
record Balance(Map<NodeId, Long> bytes, double spread) {
  /** What is less than two chunks of the usual size is let be. */
  static final long LEAST_BYTES = 2 * (4L << 20);

  private static final double ROUNDING = 1 + 1e-9;

  /** Weighs nodes that have room and are to stay. */
  static Balance of(List<NodeFill> nodes, int replicas) {
    if (nodes.size() <= replicas) {
      // Each has everything.
      return new Balance(Map.of(), 0);
    }
    Map<NodeId, Double> parts = parts(nodes, replicas);
    Map<NodeId, Long> bytes = new TreeMap<>((a, b) -> a.hex().compareTo(b.hex()));
    double least = 0;
    double most = 0;
    for (NodeFill node : nodes) {
      double surplus = node.usedBytes() - parts.get(node.id());
      bytes.put(node.id(), (long) surplus);
      double share = surplus / Math.max(1, node.capacityBytes());
      least = Math.min(least, share);
      most = Math.max(most, share);
    }
    return new Balance(bytes, most - least);
  }

  private static Map<NodeId, Double> parts(List<NodeFill> nodes, int replicas) {
    double total = nodes.stream().mapToDouble(NodeFill::usedBytes).sum();
    double most = total / replicas;
    Map<NodeId, Double> parts = new HashMap<>();
    Set<NodeId> full = new HashSet<>();
    // Each round takes out the nodes whose part would be too large, so there are few.
    for (boolean again = true; again; ) {
      again = false;
      double left = total - full.size() * most;
      double room =
          nodes.stream()
              .filter(node -> !full.contains(node.id()))
              .mapToDouble(node -> Math.max(1, node.capacityBytes()))
              .sum();
      for (NodeFill node : nodes) {
        if (full.contains(node.id())) {
          parts.put(node.id(), most);
          continue;
        }
        double part = left * Math.max(1, node.capacityBytes()) / room;
        parts.put(node.id(), part);
        if (part > most * ROUNDING) {
          full.add(node.id());
          again = true;
        }
      }
    }
    return parts;
  }

  /** What is to move in all: everything that is over, when some node has or lacks enough. */
  long toMove() {
    boolean worthIt = bytes.values().stream().anyMatch(left -> Math.abs(left) >= LEAST_BYTES);
    return worthIt ? bytes.values().stream().mapToLong(left -> Math.max(0, left)).sum() : 0;
  }
}
