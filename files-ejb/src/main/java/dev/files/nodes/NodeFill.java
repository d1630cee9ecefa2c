package dev.files.nodes;

import dev.files.protocol.NodeId;

/** How full a node is, by its last ping. */
public record NodeFill(NodeId id, NodeState state, long capacityBytes, long usedBytes) {}
