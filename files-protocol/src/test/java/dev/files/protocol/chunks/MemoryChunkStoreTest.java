package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;

class MemoryChunkStoreTest extends ChunkStoreContract {
  private final MemoryChunkStore store = new MemoryChunkStore();

  @Override
  protected ChunkStore store() {
    return store;
  }

  @Override
  protected void damage(ChunkId id, int offset) {
    store.damage(id, offset);
  }
}
