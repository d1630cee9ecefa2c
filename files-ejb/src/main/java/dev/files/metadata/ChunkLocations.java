package dev.files.metadata;

import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import java.util.List;
import java.util.Set;

/**
 * A chunk of a content and where it lies.
 *
 * @param ordinal place in the content, from 0
 * @param offset of its first byte in the content
 * @param nodes that have a replica, active or not; those whose copy is bad come last
 * @param bad of the nodes, those whose copy has rot or was lost: some of its blocks may be sound
 */
public record ChunkLocations(
    int ordinal, long offset, ChunkRef chunk, List<NodeId> nodes, Set<NodeId> bad) {
  public ChunkLocations {
    nodes = List.copyOf(nodes);
    bad = Set.copyOf(bad);
  }

  /** The nodes whose copy counts. */
  public List<NodeId> sound() {
    return nodes.stream().filter(node -> !bad.contains(node)).toList();
  }

  /** Of a chunk whose copies all are good, as far as is known. */
  public ChunkLocations(int ordinal, long offset, ChunkRef chunk, List<NodeId> nodes) {
    this(ordinal, offset, chunk, nodes, Set.of());
  }
}
