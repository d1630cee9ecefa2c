package dev.files.collection;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A node that cannot be reached. */
final class SilentStore implements ChunkStore {
  private static IOException refused() {
    return new ConnectException("refused");
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    throw refused();
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    throw refused();
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) throws IOException {
    throw refused();
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    throw refused();
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    throw refused();
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    throw refused();
  }
}
