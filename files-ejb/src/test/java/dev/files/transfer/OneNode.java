package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.util.List;

/** Every node is this store. */
record OneNode(ChunkStore store) implements NodeStores {
  @Override
  public ChunkStore reading(NodeView node) {
    return store;
  }

  @Override
  public ChunkStore writing(NodeView node) {
    return store;
  }

  @Override
  public StoredChunk copy(ChunkRef chunk, List<NodeView> from, NodeView to) throws IOException {
    return store.keep(chunk.id()).orElseThrow();
  }

  @Override
  public List<ChunkInfo> copySmall(List<ChunkAt> chunks, NodeView to) throws IOException {
    return List.of();
  }
}
