package dev.files.download;

import dev.files.download.Windows.Window;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.Ticking;
import dev.files.transfer.Work;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Pulls a window out of one replica after the other until all its bytes came: whichever fails or
 * has a bad block, the next one goes on at the first byte that is missing. While a node is late
 * another one is asked for the rest by a thread of its own, and takes its place when its first
 * bytes come before the late one's last. So a window costs no more than its reads as long as all is
 * well.
 */
final class ReplicaReader implements Ticking {
  private static final Logger LOG = Logger.getLogger(ReplicaReader.class);

  /** A read that may take the place of a late one. Guarded by the reader's lock. */
  private static final class Challenge {
    private final Pull late;
    private final Pull pull;
    private boolean won;

    Challenge(Pull late, Pull pull) {
      this.late = late;
      this.pull = pull;
    }
  }

  private final Fetching fetching;
  private final Window window;
  private final Replicas replicas;

  /** In the chunk: of the next byte, and where all is read. */
  private long position;

  private final long end;
  private boolean begun;

  /** What is being read. */
  private volatile Optional<Pull> current = Optional.empty();

  private volatile Optional<Challenge> challenge = Optional.empty();

  ReplicaReader(Fetching fetching, Window window, Replicas replicas) {
    this.fetching = fetching;
    this.window = window;
    this.replicas = replicas;
    this.position = window.range().offset();
    this.end = window.range().end();
  }

  /**
   * The next bytes, at most a block; empty at the end. The buffer is good until the next call.
   *
   * @throws FilesException UNAVAILABLE or CORRUPT: no replica is left
   */
  Optional<ByteBuffer> next() throws InterruptedIOException {
    while (position < end) {
      if (challenge.isPresent()) {
        changeOver();
      }
      if (current.isEmpty()) {
        enter(replicas.next(position));
      }
      Optional<ByteBuffer> piece = pull(current.orElseThrow());
      if (piece.isPresent()) {
        return piece;
      }
    }
    return Optional.empty();
  }

  private void enter(NodeView node) {
    if (!begun) {
      begun = true;
      fetching.ticker().add(this);
    }
    current = Optional.of(read(node, position));
  }

  private Pull read(NodeView node, long from) {
    long reach = window.sound().reach(node.id(), from, end);
    return new Pull(fetching, node, chunk(), new ByteRange(from, reach - from));
  }

  private Optional<ByteBuffer> pull(Pull from) {
    if (from.end() == position) {
      // Another window of the chunk has just found this block to be bad.
      leave();
      return Optional.empty();
    }
    try {
      ByteBuffer piece = from.next();
      position += piece.remaining();
      if (position == from.end()) {
        window.sound().served(from.node().id());
        leave();
      }
      return Optional.of(piece);
    } catch (FilesException | IOException e) {
      if (!isBeaten()) {
        leave();
        failed(from, e);
      }
      return Optional.empty();
    }
  }

  private void failed(Pull pull, Exception failure) {
    NodeId id = pull.node().id();
    if (!(failure instanceof FilesException answer)) {
      LOG.infof("node %s did not send chunk %s: %s", id, chunk(), failure);
      replicas.failed(id);
      return;
    }
    switch (answer.type()) {
      case UNAVAILABLE -> replicas.busy(id);
      case CORRUPT -> {
        LOG.warnf("node %s has rot in chunk %s: %s", id, chunk(), answer.getMessage());
        replicas.rotten(id, new ByteRange(pull.position(), pull.end() - pull.position()));
      }
      default -> {
        LOG.warnf("node %s refused chunk %s: %s", id, chunk(), answer.getMessage());
        replicas.failed(id);
      }
    }
  }

  @Override
  public void tick(long now) {
    if (challenge.isPresent() || current.isEmpty()) {
      return;
    }
    Pull pull = current.get();
    boolean hopeless = pull.isHopeless(now);
    if (hopeless || pull.isLate(now)) {
      replicas
          .other(pull.node().id(), pull.position(), hopeless)
          .filter(node -> hopeless || fetching.calls().mayHedge(Work.READ))
          .ifPresent(node -> challenge(pull, node));
    }
  }

  private void challenge(Pull late, NodeView node) {
    Challenge next = new Challenge(late, read(node, late.position()));
    synchronized (this) {
      if (!current.equals(Optional.of(late))) {
        return;
      }
      challenge = Optional.of(next);
    }
    try {
      fetching.fetchers().execute(() -> run(next));
      fetching.calls().hedged(Work.READ);
    } catch (RejectedExecutionException e) {
      // The next beat tries again.
      drop(next);
    }
  }

  private void run(Challenge own) {
    try {
      own.pull.prefetch(own.late.position());
    } catch (IOException | RuntimeException e) {
      close(own.pull);
      if (drop(own)) {
        failed(own.pull, e);
      }
      return;
    }
    long now = fetching.ticker().now();
    boolean wins;
    synchronized (this) {
      wins = challenge.equals(Optional.of(own));
      own.won = wins;
    }
    if (wins) {
      own.late.overtaken(now);
      own.late.breakOff();
    } else {
      close(own.pull);
    }
  }

  private synchronized boolean drop(Challenge own) {
    boolean there = challenge.equals(Optional.of(own));
    if (there) {
      challenge = Optional.empty();
    }
    return there;
  }

  private synchronized boolean isBeaten() {
    return challenge.filter(own -> own.won).isPresent();
  }

  /** Goes on with the read that was faster, if there is one. */
  private void changeOver() {
    Challenge own;
    synchronized (this) {
      if (!isBeaten()) {
        return;
      }
      own = challenge.orElseThrow();
      current = Optional.of(own.pull);
      challenge = Optional.empty();
    }
    close(own.late);
    replicas.failed(own.late.node().id());
    Pull faster = own.pull;
    try {
      if (faster.end() > position) {
        faster.prefetch(position);
      }
    } catch (FilesException | IOException e) {
      leave();
      failed(faster, e);
    }
  }

  /** Leaves the replica, and whoever would take its place. */
  private void leave() {
    Optional<Pull> left;
    Optional<Challenge> dropped;
    synchronized (this) {
      left = current;
      dropped = challenge;
      current = Optional.empty();
      challenge = Optional.empty();
    }
    left.ifPresent(ReplicaReader::close);
    dropped.ifPresent(
        own -> {
          if (own.won) {
            close(own.pull);
          } else {
            // Its thread closes it.
            own.pull.breakOff();
          }
        });
  }

  private static void close(Pull pull) {
    try {
      pull.close();
    } catch (IOException e) {
      LOG.debug("a connection did not close", e);
    }
  }

  private ChunkId chunk() {
    return window.chunk().chunk().id();
  }

  /** Gives everything back. */
  void close() {
    fetching.ticker().remove(this);
    leave();
  }
}
