package dev.files.transfer;

import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.ChunkStoreContract;
import dev.files.protocol.chunks.MemoryChunkStore;
import java.util.List;

/** All wrappers together are a store like any other. */
class NodeStoreTest extends ChunkStoreContract {
  private final MemoryChunkStore memory = new MemoryChunkStore();
  private final NodeCalls calls =
      new NodeCalls(new OneNode(memory), () -> List.of(), System::nanoTime);

  @Override
  protected ChunkStore store() {
    return calls.store(FakeNodes.of(1).get(0).view);
  }

  @Override
  protected void damage(ChunkId id, int offset) {
    memory.damage(id, offset);
  }
}
