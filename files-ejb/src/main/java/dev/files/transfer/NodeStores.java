package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.messages.CopyList;
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

  /**
   * Has a node fetch small chunks from others, many in one call.
   *
   * @param chunks at most {@value CopyList#MOST_CHUNKS}, of at most {@value
   *     CopyList#MOST_CHUNK_BYTES} bytes
   * @return those that the node has on stable storage now; it must be asked for another alone
   */
  List<ChunkInfo> copySmall(List<ChunkAt> chunks, NodeView to) throws IOException;

  /** One chunk from one node. */
  default StoredChunk copy(ChunkRef chunk, NodeView from, NodeView to) throws IOException {
    return copy(chunk, List.of(from), to);
  }
}
