package dev.files.upload;

import dev.files.metadata.CopyAt;
import dev.files.metadata.PlacedChunk;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.transfer.HeldChunk;
import dev.files.transfer.Ticking;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Sends a chunk that is too large to be held to its nodes while it arrives. All nodes read from one
 * {@link Ring}; what all have read is given back. As long as the first byte is still there, a node
 * that fails or is busy is replaced; later it is dropped, and so is one that takes nothing for too
 * long, lest it hold up the client. Its copy is then made by {@link CopyMissing} from a node that
 * finished.
 */
final class ChunkStream implements Ticking {
  private static final Logger LOG = Logger.getLogger(ChunkStream.class);

  /** 2 MiB: enough to keep the sockets busy, and all streams together leave memory to others. */
  static final int MOST_PIECES = 8;

  /** How many times as long as others the last target left may take nothing. */
  private static final int LAST_TARGET_PATIENCE = 4;

  private final Sending sending;
  private final Targets targets;
  private final OptionalLong size;
  private final long roomBytes;
  private final long startedAt;
  private final Ring ring = new Ring();
  private final Map<NodeId, Feed> feeds = new LinkedHashMap<>();
  private Optional<ChunkRef> ended = Optional.empty();
  private Optional<FilesException> failure = Optional.empty();
  private boolean closed;

  /**
   * @param size of the chunk, when it is known
   * @param roomBytes that a node must have
   */
  ChunkStream(Sending sending, Targets targets, OptionalLong size, long roomBytes) {
    this.sending = sending;
    this.targets = targets;
    this.size = size;
    this.roomBytes = roomBytes;
    this.startedAt = sending.ticker().now();
  }

  void start() {
    sending.ticker().add(this);
    tick(startedAt);
  }

  /** Adds bytes, however many are here already. */
  synchronized void append(HeldChunk piece) {
    if (closed || failure.isPresent()) {
      piece.release();
      check();
      return;
    }
    long now = sending.ticker().now();
    // A node that had nothing to take until now was not slow.
    feeds.values().stream().filter(Feed::isDrained).forEach(feed -> feed.attempt.heard(now));
    ring.append(piece);
    notifyAll();
  }

  /** Whether the bytes so far were all taken. */
  synchronized boolean isDrained() {
    check();
    return ring.pieces() == 0;
  }

  /** Waits until there is room for more bytes. */
  synchronized void awaitRoom() throws InterruptedIOException {
    while (ring.pieces() >= MOST_PIECES) {
      awaitChange();
    }
    check();
  }

  /** Waits until something has changed, at most a second. */
  private void awaitChange() throws InterruptedIOException {
    check();
    try {
      TimeUnit.SECONDS.timedWait(this, 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a chunk was being sent");
    }
    check();
  }

  /**
   * Waits until the nodes have answered, as far as they will.
   *
   * @param chunk what all bytes make
   * @return the copies there are; fewer than the quorum when targets were lost, at least one
   * @throws FilesException UNAVAILABLE: all targets were lost
   */
  synchronized PlacedChunk end(ChunkRef chunk) throws InterruptedIOException {
    ended = Optional.of(chunk);
    long endedAt = sending.ticker().now();
    feeds.values().forEach(feed -> feed.attempt.heard(endedAt));
    notifyAll();
    while (!isSettled(endedAt)) {
      awaitChange();
    }
    check();
    return new PlacedChunk(chunk, copies());
  }

  private boolean isSettled(long endedAt) {
    int done = copies().size();
    if (done == 0) {
      return false;
    }
    boolean waitedEnough = sending.ticker().now() - endedAt > sending.policy().stall().toNanos();
    return live().isEmpty()
        || done >= sending.policy().replicas()
        || (done >= sending.policy().quorum() && waitedEnough);
  }

  /** Gives everything back; who still reads gets an error. */
  synchronized void close() {
    closed = true;
    sending.ticker().remove(this);
    ring.release();
    notifyAll();
  }

  private void check() {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public synchronized void tick(long now) {
    if (closed || failure.isPresent()) {
      return;
    }
    dropStalled(now);
    boolean wholeIsHere = ring.start() == 0;
    boolean late = now - startedAt > sending.policy().deadline().toNanos();
    if (wholeIsHere && !late) {
      launchMissing(now);
    }
    trim();
    boolean hopeful = wholeIsHere && !late && count(Attempt.State.WAITING) > 0;
    if (live().isEmpty() && copies().isEmpty() && !hopeful) {
      fail(Sending.unavailable("All storage nodes that were taking a chunk were lost"));
    }
  }

  /** Ends it: whoever asks for more hears why. */
  synchronized void fail(FilesException cause) {
    if (!closed && failure.isEmpty()) {
      failure = Optional.of(cause);
      ring.release();
      notifyAll();
    }
  }

  private void dropStalled(long now) {
    long stall = sending.policy().stall().toNanos();
    for (Feed feed : live()) {
      boolean last = live().size() == 1 && copies().isEmpty();
      long silence = now - feed.attempt.since();
      // One that has all bytes is making them durable; its time-out is that of the connection.
      if (!feed.isDrained() && silence > (last ? stall * LAST_TARGET_PATIENCE : stall)) {
        LOG.infof("node %s takes no more of a chunk", feed.attempt.node.id());
        sending.calls().suspect(feed.attempt.node.id());
        feed.attempt.giveUp();
        notifyAll();
      }
    }
  }

  private void launchMissing(long now) {
    int missing = sending.policy().replicas() - live().size() - copies().size();
    for (int left = missing; left > 0; left--) {
      Optional<Feed> next = fresh(now).or(() -> due(now));
      if (next.isEmpty()) {
        return;
      }
      launch(next.get(), now);
    }
  }

  private Optional<Feed> fresh(long now) {
    Optional<NodeView> node = targets.next(roomBytes, feeds.keySet(), holders());
    return node.map(
        view -> {
          Feed feed = new Feed(new Attempt(view, now));
          feeds.put(view.id(), feed);
          return feed;
        });
  }

  private Optional<Feed> due(long now) {
    return feeds.values().stream().filter(feed -> feed.attempt.isDue(now)).findFirst();
  }

  private void launch(Feed feed, long now) {
    NodeId node = feed.attempt.node.id();
    // A new feed each time: a thread that still hangs in the old one must not read from this.
    Feed again = new Feed(feed.attempt);
    feeds.put(node, again);
    again.attempt.launched(now);
    try {
      sending.senders().execute(() -> send(again));
    } catch (RejectedExecutionException e) {
      again.attempt.crowded(now, sending.policy());
    }
  }

  private void send(Feed feed) {
    StoredChunk stored;
    try {
      stored = sending.calls().store(feed.attempt.node).store(Optional.empty(), size, feed);
    } catch (FilesException e) {
      broke(feed, now -> feed.attempt.refused(e, now, sending.policy()), e);
      return;
    } catch (IOException | RuntimeException e) {
      broke(feed, now -> feed.attempt.failed(now, sending.policy()), e);
      return;
    }
    done(feed, stored);
  }

  private synchronized void done(Feed feed, StoredChunk stored) {
    if (!feed.isLive()) {
      return;
    }
    ChunkId expected = ended.map(ChunkRef::id).orElse(stored.id());
    if (ended.isEmpty() || !stored.id().equals(expected)) {
      LOG.warnf("node %s stored other bytes than it was sent", feed.attempt.node.id());
      feed.attempt.giveUp();
    } else {
      feed.attempt.done(new CopyAt(feed.attempt.node.id(), stored.generation()));
    }
    tick(sending.ticker().now());
    notifyAll();
  }

  private synchronized void broke(Feed feed, LongConsumer change, Exception cause) {
    if (!feed.isLive()) {
      return;
    }
    LOG.infof("node %s did not take a chunk: %s", feed.attempt.node.id(), cause);
    long now = sending.ticker().now();
    change.accept(now);
    tick(now);
    notifyAll();
  }

  private void trim() {
    long needed = live().stream().mapToLong(feed -> feed.position).min().orElse(ring.end());
    boolean anyTaker = !live().isEmpty() || !copies().isEmpty();
    if (anyTaker && ring.dropBefore(needed)) {
      notifyAll();
    }
  }

  private List<Feed> live() {
    return feeds.values().stream().filter(Feed::isLive).toList();
  }

  private List<CopyAt> copies() {
    return feeds.values().stream().flatMap(feed -> feed.attempt.copy().stream()).toList();
  }

  private List<NodeView> holders() {
    List<NodeView> nodes = new ArrayList<>();
    for (Feed feed : feeds.values()) {
      if (feed.isLive() || feed.attempt.is(Attempt.State.DONE)) {
        nodes.add(feed.attempt.node);
      }
    }
    return nodes;
  }

  private int count(Attempt.State state) {
    return (int) feeds.values().stream().filter(feed -> feed.attempt.is(state)).count();
  }

  /** What one node reads. */
  private final class Feed implements ReadableByteChannel {
    private final Attempt attempt;
    private long position;

    Feed(Attempt attempt) {
      this.attempt = attempt;
    }

    boolean isLive() {
      return attempt.is(Attempt.State.LIVE) && feeds.get(attempt.node.id()) == this;
    }

    boolean isDrained() {
      return position == ring.end();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      synchronized (ChunkStream.this) {
        while (true) {
          if (closed || failure.isPresent() || !isLive()) {
            throw new ClosedChannelException();
          }
          if (!isDrained()) {
            break;
          }
          if (ended.isPresent()) {
            return -1;
          }
          awaitChange();
        }
        int copied = ring.copy(position, into);
        position += copied;
        attempt.heard(sending.ticker().now());
        trim();
        return copied;
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // It is the stream's.
    }
  }
}
