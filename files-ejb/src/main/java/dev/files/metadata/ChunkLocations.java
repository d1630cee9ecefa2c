package dev.files.metadata;

import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import java.util.List;

/**
 * A chunk of a content and where it lies.
 *
 * @param ordinal place in the content, from 0
 * @param offset of its first byte in the content
 * @param nodes that have a replica, active or not
 */
public record ChunkLocations(int ordinal, long offset, ChunkRef chunk, List<NodeId> nodes) {
  public ChunkLocations {
    nodes = List.copyOf(nodes);
  }
}
