package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;

/** How nodes are reached. */
public interface NodeStores {
  /** The chunk store of a node, for calls whose answer comes soon or never; no call yet. */
  ChunkStore reading(NodeView node);

  /**
   * The chunk store of a node, for calls that may take long: a node answers a large chunk when it
   * is on stable storage.
   */
  ChunkStore writing(NodeView node);

  /**
   * Has a node fetch a chunk from another node.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND or CORRUPT (the other node has no good
   *     copy), UNAVAILABLE (busy), DISK_FULL
   */
  StoredChunk copy(ChunkId chunk, NodeView from, NodeView to) throws IOException;
}
