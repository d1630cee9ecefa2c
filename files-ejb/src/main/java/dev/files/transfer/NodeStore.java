package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.messages.CopyList;
import java.io.IOException;
import java.util.List;

/** The chunk store of a node, which can also fetch from another node. */
public interface NodeStore extends ChunkStore {
  /**
   * Has the node keep its copy if that is sound, else fetch the chunk from other nodes, the best
   * first: what is bad in one copy comes from the next.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND or CORRUPT (the copies together have no
   *     good one), UNAVAILABLE (busy), DISK_FULL
   */
  StoredChunk copy(ChunkRef chunk, List<NodeView> from) throws IOException;

  /**
   * Has the node fetch small chunks, many in one call.
   *
   * @param chunks at most {@value CopyList#MOST_CHUNKS}, of at most {@value
   *     CopyList#MOST_CHUNK_BYTES} bytes
   * @return those that it has on stable storage now; it must be asked for another alone
   */
  List<ChunkInfo> copySmall(List<ChunkAt> chunks) throws IOException;

  /** One chunk from one node. */
  default StoredChunk copy(ChunkRef chunk, NodeView from) throws IOException {
    return copy(chunk, List.of(from));
  }
}
