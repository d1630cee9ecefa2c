package dev.files.transfer;

import dev.files.protocol.NodeId;
import java.io.IOException;

/**
 * Remembers which nodes fail. A definite answer is no failure, whatever it says, and neither is a
 * caller that goes away in the middle: its channel or sink throws, or its thread is interrupted.
 */
final class SuspectStore extends WrappedStore {
  private final NodeCalls calls;
  private final NodeId node;

  SuspectStore(NodeCalls calls, NodeId node, NodeStore inner) {
    super(inner);
    this.calls = calls;
    this.node = node;
  }

  @Override
  <T> T around(Kind kind, CallersSide caller, Call<T> call) throws IOException {
    T answer;
    try {
      answer = call.run();
    } catch (IOException e) {
      if (!caller.hasFailed() && !Thread.currentThread().isInterrupted()) {
        calls.failed(node);
      }
      throw e;
    }
    calls.succeeded(node);
    return answer;
  }
}
