package dev.files.transfer;

import dev.files.protocol.NodeId;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Measures how long a node lets its callers wait: for the first bytes of a read, for the answer
 * after the last byte of a write, else for the answer. Copies are not measured: they are as long as
 * the chunk.
 */
final class TimedStore extends WrappedStore {
  private final LongSupplier nanos;

  TimedStore(NodeCalls calls, NodeId node, LongSupplier nanos, NodeStore inner) {
    super(calls, node, inner);
    this.nanos = nanos;
  }

  @Override
  <T> T around(Kind kind, CallersSide caller, Call<T> call) throws IOException {
    caller.clock(nanos);
    long start = nanos.getAsLong();
    T answer = call.run();
    long from = caller.lastTaken().orElse(start);
    long until = caller.firstGiven().orElseGet(nanos);
    if (kind == Kind.OTHER || caller.lastTaken().isPresent()) {
      calls.waited(node, until - from);
    }
    return answer;
  }
}
