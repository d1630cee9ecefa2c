package dev.files.upload;

import dev.files.metadata.PlacedChunk;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The chunks of an upload that are being sent while the next one is read: a few, so that one upload
 * cannot take all memory.
 */
final class Pipeline {
  /** One that is on the wire while another is being made durable. */
  static final int DEPTH = 2;

  private record Pending(ChunkSend send, List<PlacedChunk> into) {}

  private final Deque<Pending> pending = new ArrayDeque<>();

  /** Takes a started sending; what it places goes to the end of the list. */
  void add(ChunkSend send, List<PlacedChunk> into) {
    pending.add(new Pending(send, into));
  }

  /** Waits until another chunk may be read. */
  void makeRoom() throws InterruptedIOException {
    while (pending.size() >= DEPTH) {
      settleFirst();
    }
  }

  /** Waits for all. */
  void drain() throws InterruptedIOException {
    while (!pending.isEmpty()) {
      settleFirst();
    }
  }

  /** Tells at once what would otherwise be told when the client is done sending. */
  void check() throws InterruptedIOException {
    for (Pending each : pending) {
      if (each.send().hasFailed()) {
        each.send().await();
      }
    }
  }

  private void settleFirst() throws InterruptedIOException {
    Pending first = pending.element();
    first.into().add(first.send().await());
    pending.remove();
  }

  void cancel() {
    pending.forEach(each -> each.send().cancel());
    pending.clear();
  }
}
