package dev.files.download;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;

/**
 * Where downloads tell of rot they met, so that it is repaired. Belongs into a package that
 * downloads do not need themselves, lest packages go in circles.
 */
@FunctionalInterface
public interface CorruptReplicas {
  /** The node's copy failed its checksums. Must not throw and not take long. */
  void report(ChunkId chunk, NodeId node);
}
