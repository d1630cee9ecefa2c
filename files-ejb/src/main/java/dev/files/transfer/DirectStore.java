package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The calls to a node themselves: those that move whole chunks by the patient connections, all
 * others by those that soon give up. An answer for another chunk than the one asked for is none.
 */
final class DirectStore implements NodeStore {
  private final NodeStores stores;
  private final NodeView node;

  DirectStore(NodeStores stores, NodeView node) {
    this.stores = stores;
    this.node = node;
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    StoredChunk stored = stores.writing(node).store(expected, size, bytes);
    return expected.isPresent() ? of(expected.get(), stored) : stored;
  }

  @Override
  public StoredChunk copy(ChunkRef chunk, List<NodeView> from) throws IOException {
    return of(chunk.id(), stores.copy(chunk, from, node));
  }

  @Override
  public List<ChunkInfo> copySmall(List<ChunkAt> chunks) throws IOException {
    return stores.copySmall(chunks, node);
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    Optional<StoredChunk> kept = stores.reading(node).keep(id);
    return kept.isPresent() ? Optional.of(of(id, kept.get())) : kept;
  }

  private StoredChunk of(ChunkId asked, StoredChunk answered) throws IOException {
    if (!answered.id().equals(asked)) {
      throw new IOException(
          "node " + node.id() + " answered for chunk " + answered.id() + ", asked for " + asked);
    }
    return answered;
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) throws IOException {
    return stores.reading(node).find(id);
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    stores.reading(node).read(id, range, sink);
  }

  @Override
  public BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    return stores.reading(node).reader(id, range);
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return stores.reading(node).delete(id, generation);
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    return stores.reading(node).list(after, limit);
  }

  @Override
  public String toString() {
    return "node " + node.id();
  }
}
