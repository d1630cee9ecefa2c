package dev.files.transfer;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts what is open to a node, so that placement knows, and bounds what writes may take of it.
 */
final class CountedStore extends WrappedStore {
  /** A write takes some ten milliseconds; the caller's own back-off does the rest. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  CountedStore(NodeCalls calls, NodeId node, NodeStore inner) {
    super(calls, node, inner);
  }

  /** A reader is open, with its connection, until it is closed. */
  @Override
  public BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    BlockReader reader = super.reader(id, range);
    calls.enterRead(node);
    return new BlockReader() {
      private boolean open = true;

      @Override
      public Optional<ByteBuffer> next() throws IOException {
        return reader.next();
      }

      @Override
      public void breakOff() {
        reader.breakOff();
      }

      @Override
      public void close() throws IOException {
        if (open) {
          open = false;
          calls.leaveRead(node);
        }
        reader.close();
      }
    };
  }

  @Override
  <T> T around(Kind kind, CallersSide caller, Call<T> call) throws IOException {
    if (kind == Kind.OTHER) {
      calls.enterRead(node);
      try {
        return call.run();
      } finally {
        calls.leaveRead(node);
      }
    }
    if (!calls.enterWrite(node)) {
      throw new FilesException(
          ProblemType.UNAVAILABLE,
          "This server has as many writes open to node " + node + " as it may",
          RETRY_AFTER);
    }
    try {
      return call.run();
    } finally {
      calls.leaveWrite(node);
    }
  }
}
