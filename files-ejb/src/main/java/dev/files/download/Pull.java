package dev.files.download;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.Work;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One read of one replica, by one thread at a time. Any other may look how long it waits, and break
 * it off.
 */
final class Pull {
  private final Fetching fetching;
  private final NodeView node;
  private final ChunkId chunk;
  private final ByteRange range;

  /** How long the node may be waited for, in all, until it is late. */
  private final long patienceNanos;

  private volatile Optional<BlockReader> reader = Optional.empty();
  private volatile boolean brokenOff;
  private volatile boolean waiting;
  private volatile long askedAt;

  /** Only time that was spent waiting for the node: the client may be slow. */
  private volatile long waitedNanos;

  /** In the chunk, behind what came. */
  private volatile long position;

  /** What came and was not taken. */
  private Optional<ByteBuffer> kept = Optional.empty();

  Pull(Fetching fetching, NodeView node, ChunkId chunk, ByteRange range) {
    this.fetching = fetching;
    this.node = node;
    this.chunk = chunk;
    this.range = range;
    this.position = range.offset();
    this.patienceNanos = fetching.calls().patience(Work.READ, node.id(), range.length());
  }

  NodeView node() {
    return node;
  }

  /** In the chunk, where it ends. */
  long end() {
    return range.end();
  }

  /** In the chunk, behind what came. */
  long position() {
    return position;
  }

  /** The next bytes, at least one, at most a block; not at the end. Good until the next call. */
  ByteBuffer next() throws IOException {
    Optional<ByteBuffer> piece = kept;
    kept = Optional.empty();
    if (piece.isEmpty()) {
      piece = ask();
      int length = piece.map(ByteBuffer::remaining).orElse(0);
      if (length == 0 || length > range.end() - position) {
        throw new IOException(length == 0 ? "ended short" : "more bytes than asked for");
      }
      advance(length);
    }
    return piece.orElseThrow();
  }

  private Optional<ByteBuffer> ask() throws IOException {
    long before = waitedNanos;
    askedAt = fetching.ticker().now();
    waiting = true;
    try {
      return reader().next();
    } finally {
      waiting = false;
      waitedNanos = before + fetching.ticker().now() - askedAt;
    }
  }

  private BlockReader reader() throws IOException {
    if (reader.isEmpty()) {
      reader = Optional.of(fetching.calls().store(node).reader(chunk, range));
      if (brokenOff) {
        breakOff();
      }
    }
    return reader.get();
  }

  private void advance(int length) {
    long behind = position + length;
    position = behind;
    if (behind == range.end()) {
      fetching.calls().took(Work.READ, node.id(), range.length(), waitedNanos);
    }
  }

  /**
   * Has bytes come from that position on, and keeps the first.
   *
   * @param from in the chunk, before the end
   */
  void prefetch(long from) throws IOException {
    ByteBuffer bytes = next();
    while (position <= from) {
      bytes = next();
    }
    bytes.position(bytes.limit() - (int) Math.min(position - from, bytes.remaining()));
    kept = Optional.of(bytes);
  }

  /** Whether the node has been waited for longer than its like takes. */
  boolean isLate(long now) {
    return waiting && waited(now) > patienceNanos;
  }

  /** Whether it is silent, or so slow, that it should be left in any case. */
  boolean isHopeless(long now) {
    long stall = fetching.policy().stall().toNanos();
    double perSecond =
        (double) (position - range.offset()) * TimeUnit.SECONDS.toNanos(1) / waited(now);
    return waiting
        && (now - askedAt > stall
            || (waited(now) > stall && perSecond < fetching.policy().leastBytesPerSecond()));
  }

  private long waited(long now) {
    return waitedNanos + (waiting ? now - askedAt : 0);
  }

  /** Another node was asked for the same and was first. */
  void overtaken(long now) {
    if (isHopeless(now)) {
      fetching.calls().suspect(node.id());
    } else {
      fetching.calls().overtaken(Work.READ, node.id(), range.length(), waited(now));
    }
  }

  /** Whoever waits in it waits no longer. It is still to be closed. */
  void breakOff() {
    brokenOff = true;
    reader.ifPresent(BlockReader::breakOff);
  }

  /** By its own thread. What is not read yet makes the node no worse. */
  void close() throws IOException {
    if (reader.isPresent()) {
      reader.get().close();
    }
  }
}
