package dev.files.transfer;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Remembers which nodes fail. A definite answer is no failure, whatever it says, and neither is a
 * caller that goes away in the middle: its channel or sink throws, its thread is interrupted, or it
 * breaks the call off.
 */
final class SuspectStore extends WrappedStore {
  SuspectStore(NodeCalls calls, NodeId node, NodeStore inner) {
    super(calls, node, inner);
  }

  @Override
  public BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    BlockReader reader = super.reader(id, range);
    CallersSide caller = new CallersSide();
    return new BlockReader() {
      @Override
      public Optional<ByteBuffer> next() throws IOException {
        return around(Kind.OTHER, caller, reader::next);
      }

      @Override
      public void breakOff() {
        caller.brokeOff();
        reader.breakOff();
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  @Override
  <T> T around(Kind kind, CallersSide caller, Call<T> call) throws IOException {
    long calledAt = calls.called(node);
    T answer;
    try {
      answer = call.run();
    } catch (IOException e) {
      if (!caller.hasFailed() && !Thread.currentThread().isInterrupted()) {
        calls.suspect(node);
      }
      throw e;
    }
    calls.answered(node, calledAt);
    return answer;
  }
}
