package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;

/** The chunk store of a node, which can also fetch from another node. */
public interface NodeStore extends ChunkStore {
  /**
   * Has the node fetch the chunk from another node, verify and keep it.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND or CORRUPT (the other node has no good
   *     copy), UNAVAILABLE (busy), DISK_FULL
   */
  StoredChunk copy(ChunkId chunk, NodeView from) throws IOException;
}
