package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Pulls from a store that can only push, with one call for each block. */
final class OneByOne implements BlockReader {
  private final ChunkStore store;
  private final ChunkId id;
  private final ByteBuffer block = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
  private final long end;
  private long at;

  OneByOne(ChunkStore store, ChunkId id, ByteRange range) {
    this.store = store;
    this.id = id;
    this.at = range.offset();
    this.end = range.end();
  }

  @Override
  public Optional<ByteBuffer> next() throws IOException {
    if (at == end) {
      return Optional.empty();
    }
    long length = Math.min(BlockChecksums.BLOCK_BYTES - at % BlockChecksums.BLOCK_BYTES, end - at);
    block.clear();
    store.read(id, new ByteRange(at, length), block::put);
    at += block.position();
    return Optional.of(block.flip());
  }

  @Override
  public void close() {
    // Every call has ended.
  }
}
