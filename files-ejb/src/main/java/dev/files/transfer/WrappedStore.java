package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
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

/** A node's store round another one, which does the same thing with every call. */
abstract class WrappedStore implements NodeStore {
  /** Calls differ in how long they may take: a write moves whole chunks. */
  enum Kind {
    WRITE,
    OTHER
  }

  /** One call of the inner store. */
  interface Call<T> {
    T run() throws IOException;
  }

  final NodeCalls calls;
  final NodeId node;
  private final NodeStore inner;

  /**
   * @param calls hears of what the node does
   */
  WrappedStore(NodeCalls calls, NodeId node, NodeStore inner) {
    this.calls = calls;
    this.node = node;
    this.inner = inner;
  }

  /**
   * Makes the call.
   *
   * @param caller hears of the bytes that the call takes from or hands to whoever makes it
   */
  abstract <T> T around(Kind kind, CallersSide caller, Call<T> call) throws IOException;

  @Override
  public final StoredChunk store(
      Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes) throws IOException {
    CallersSide caller = new CallersSide();
    return around(Kind.WRITE, caller, () -> inner.store(expected, size, caller.watch(bytes)));
  }

  @Override
  public final StoredChunk copy(ChunkRef chunk, List<NodeView> from) throws IOException {
    return around(Kind.WRITE, new CallersSide(), () -> inner.copy(chunk, from));
  }

  @Override
  public final List<ChunkInfo> copySmall(List<ChunkAt> chunks) throws IOException {
    return around(Kind.WRITE, new CallersSide(), () -> inner.copySmall(chunks));
  }

  @Override
  public final Optional<StoredChunk> keep(ChunkId id) throws IOException {
    return around(Kind.OTHER, new CallersSide(), () -> inner.keep(id));
  }

  @Override
  public final Optional<ChunkInfo> find(ChunkId id) throws IOException {
    return around(Kind.OTHER, new CallersSide(), () -> inner.find(id));
  }

  @Override
  public final void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    CallersSide caller = new CallersSide();
    around(
        Kind.OTHER,
        caller,
        () -> {
          inner.read(id, range, caller.watch(sink));
          return true;
        });
  }

  @Override
  public BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    return around(Kind.OTHER, new CallersSide(), () -> inner.reader(id, range));
  }

  @Override
  public final Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return around(Kind.OTHER, new CallersSide(), () -> inner.delete(id, generation));
  }

  @Override
  public final List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    return around(Kind.OTHER, new CallersSide(), () -> inner.list(after, limit));
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
