package dev.files.node.store;

import dev.files.node.log.StoreConfig;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.ChunkStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on disk. */
class DiskChunkStoreTest extends ChunkStoreContract {
  @TempDir private Path directory;
  private DiskChunkStore store;

  @BeforeEach
  void open() throws IOException {
    store = DiskChunkStore.open(StoreConfig.of(directory));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Override
  protected ChunkStore store() {
    return store;
  }

  @Override
  protected void damage(ChunkId id, int offset) throws IOException {
    Damage.flip(store, id, offset);
  }
}
