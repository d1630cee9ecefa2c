package dev.files.download;

import dev.files.download.Windows.Window;
import dev.files.metadata.ChunkLocations;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.BlockChecksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a delivery has under way until the client pauses. It begins with one read that passes
 * through the caller's thread as it comes from the node; as long as the client takes everything,
 * each next step may fetch twice as much, up to some windows that are fetched ahead while one is
 * being sent. Where memory or threads are missing for that, a window passes through, which costs
 * nothing but the overlap.
 */
final class Burst {
  private static final int WINDOW = BlockChecksums.WINDOW_BYTES;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Fetching fetching;
  private final Windows windows;
  private final CorruptReplicas rot;
  private final Deque<WindowFetch> ahead = new ArrayDeque<>();
  private Optional<Window> unfetched = Optional.empty();
  private Optional<ReplicaReader> passing = Optional.empty();
  private ByteBuffer piece = NOTHING;

  /** The offset in the content behind the piece. */
  private long behind;

  /** Bytes that may be under way at once. */
  private long allowance;

  /**
   * @param windows what is to be sent, from where it stands
   * @param rot is told of rot, maybe more than once
   * @param allowance of the first step, in bytes
   */
  Burst(Fetching fetching, Windows windows, CorruptReplicas rot, long allowance) {
    this.fetching = fetching;
    this.windows = windows;
    this.rot = rot;
    this.allowance = allowance;
    this.behind = windows.position();
  }

  /** See {@link Delivery#next}. */
  Optional<ByteBuffer> next() throws IOException {
    while (!piece.hasRemaining()) {
      if (passing.isEmpty() && ahead.isEmpty() && !begin()) {
        return Optional.empty();
      }
      Optional<ByteBuffer> next =
          passing.isPresent() ? passing.get().next() : ahead.element().next();
      if (next.isPresent()) {
        piece = next.get();
        behind += piece.remaining();
      } else {
        endWindow();
      }
    }
    return Optional.of(piece);
  }

  /** The offset in the content of the first byte that was not taken. */
  long position() {
    return behind - piece.remaining();
  }

  /** False: all was sent. */
  private boolean begin() {
    fetchAhead();
    if (ahead.isEmpty()) {
      passing = unfetched.map(window -> new ReplicaReader(fetching, window, replicas(window)));
      unfetched = Optional.empty();
    }
    return passing.isPresent() || !ahead.isEmpty();
  }

  private void fetchAhead() {
    long most = Math.max(1, allowance / WINDOW);
    while (unfetched.isEmpty() && windows.hasNext() && ahead.size() < most) {
      Window window = windows.next(Math.min(WINDOW, allowance));
      // What is alone would only be handed from thread to thread.
      boolean alone = ahead.isEmpty() && (most == 1 || !windows.hasNext());
      Optional<WindowFetch> fetch = alone ? Optional.empty() : fetch(window);
      fetch.ifPresent(ahead::add);
      unfetched = fetch.isPresent() ? Optional.empty() : Optional.of(window);
    }
  }

  private void endWindow() {
    if (passing.isPresent()) {
      passing.get().close();
      passing = Optional.empty();
    } else {
      ahead.remove().close();
    }
    allowance = Math.min(allowance * 2, (long) fetching.policy().ahead() * WINDOW);
    fetchAhead();
  }

  private Optional<WindowFetch> fetch(Window window) {
    Optional<List<ByteBuffer>> memory = fetching.memory().tryTake(window.range().length());
    return memory
        .map(slabs -> new WindowFetch(fetching, window, replicas(window), slabs))
        .filter(WindowFetch::start);
  }

  private Replicas replicas(Window window) {
    return new Replicas(
        fetching,
        window,
        () -> windows.again(window).map(ChunkLocations::nodes).orElse(List.<NodeId>of()),
        rot);
  }

  /** Gives everything back. By the thread that has it now: whose it is, or who took it away. */
  void close() {
    passing.ifPresent(ReplicaReader::close);
    passing = Optional.empty();
    ahead.forEach(WindowFetch::close);
    ahead.clear();
    // The delivery still knows this burst, and the piece would keep a reader's memory.
    piece = NOTHING;
  }
}
