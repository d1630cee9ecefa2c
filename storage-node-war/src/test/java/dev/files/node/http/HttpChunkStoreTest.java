package dev.files.node.http;

import dev.files.node.NodeUnderTest;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.ChunkStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all chunk stores, through sockets, servlets and disk. */
class HttpChunkStoreTest extends ChunkStoreContract {
  @TempDir Path data;

  private NodeUnderTest node;

  @BeforeEach
  void start() throws IOException {
    node = new NodeUnderTest(data, NodeUnderTest.LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  @Override
  protected ChunkStore store() {
    return node.http();
  }

  @Override
  protected void damage(ChunkId id, int offset) throws IOException {
    node.damage(id, offset);
  }
}
