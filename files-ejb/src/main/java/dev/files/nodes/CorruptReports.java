package dev.files.nodes;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.util.Collection;

/** Takes what was found bad on a node, by the node itself or by a reader. */
@FunctionalInterface
public interface CorruptReports {
  /** The node's copies of these chunks failed their checksums. */
  void report(NodeId node, Collection<ChunkId> chunks);
}
