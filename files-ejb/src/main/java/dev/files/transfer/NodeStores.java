package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.util.List;

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
   * Has a node keep its copy if that is sound, else fetch the chunk from other nodes, the best
   * first: what is bad in one copy comes from the next.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND or CORRUPT (the copies together have no
   *     good one), UNAVAILABLE (busy), DISK_FULL
   */
  StoredChunk copy(ChunkRef chunk, List<NodeView> from, NodeView to) throws IOException;

  /** The same from one node. */
  default StoredChunk copy(ChunkRef chunk, NodeView from, NodeView to) throws IOException {
    return copy(chunk, List.of(from), to);
  }
}
