package dev.files.download;

import dev.files.download.Windows.Window;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Pulls a window out of one replica after the other until all its bytes came: whichever fails,
 * drags or has a bad block, the next one goes on at the first byte that is missing.
 */
final class ReplicaReader {
  private static final Logger LOG = Logger.getLogger(ReplicaReader.class);

  private final Fetching fetching;
  private final Window window;
  private final Replicas replicas;

  /** In the chunk: of the next byte, where the present read ends, and where all is read. */
  private long position;

  private long reach;
  private final long end;

  /** The replica that is being read. */
  private Optional<NodeView> node = Optional.empty();

  private Optional<BlockReader> reader = Optional.empty();
  private long waitedNanos;
  private long got;

  /**
   * @param skip bytes of the window that are not needed
   */
  ReplicaReader(Fetching fetching, Window window, long skip, Replicas replicas) {
    this.fetching = fetching;
    this.window = window;
    this.replicas = replicas;
    this.position = window.range().offset() + skip;
    this.end = window.range().end();
  }

  /**
   * The next bytes, at most a block; empty at the end. The buffer is good until the next call.
   *
   * @throws FilesException UNAVAILABLE or CORRUPT: no replica is left
   */
  Optional<ByteBuffer> next() throws InterruptedIOException {
    while (position < end) {
      if (node.isPresent() && isDragging() && replicas.hasOther(node.get().id(), position)) {
        fetching.calls().suspect(node.get().id());
        failed(new IOException("sent too little in too long"));
      }
      if (node.isEmpty()) {
        enter(replicas.next(position));
      }
      Optional<ByteBuffer> piece = pull();
      if (piece.isPresent()) {
        return piece;
      }
    }
    return Optional.empty();
  }

  private void enter(NodeView next) {
    node = Optional.of(next);
    reach = window.sound().reach(next.id(), position, end);
    waitedNanos = 0;
    got = 0;
  }

  private Optional<ByteBuffer> pull() {
    if (reach == position) {
      // Another window of the chunk has just found this block to be bad.
      close();
      return Optional.empty();
    }
    long askedAt = fetching.ticker().now();
    try {
      if (reader.isEmpty()) {
        ByteRange rest = new ByteRange(position, reach - position);
        reader = Optional.of(fetching.calls().store(node.orElseThrow()).reader(chunk(), rest));
      }
      Optional<ByteBuffer> piece = reader.get().next();
      waitedNanos += fetching.ticker().now() - askedAt;
      count(piece.map(ByteBuffer::remaining).orElse(0));
      return piece;
    } catch (FilesException e) {
      refused(e);
    } catch (IOException e) {
      failed(e);
    }
    return Optional.empty();
  }

  private void count(int length) throws IOException {
    if (length == 0 || length > reach - position) {
      throw new IOException(length == 0 ? "ended short" : "more bytes than asked for");
    }
    position += length;
    got += length;
    if (position == reach) {
      window.sound().served(node.orElseThrow().id());
      close();
    }
  }

  private boolean isDragging() {
    // Only the time that was spent waiting for the node counts: the client may be slow.
    return waitedNanos > fetching.policy().stall().toNanos()
        && (double) got / waitedNanos * TimeUnit.SECONDS.toNanos(1)
            < fetching.policy().leastBytesPerSecond();
  }

  private void refused(FilesException answer) {
    NodeId id = node.orElseThrow().id();
    close();
    switch (answer.type()) {
      case UNAVAILABLE -> replicas.busy(id);
      case CORRUPT -> {
        LOG.warnf("node %s has rot in chunk %s: %s", id, chunk(), answer.getMessage());
        replicas.rotten(id, new ByteRange(position, reach - position));
      }
      default -> {
        LOG.warnf("node %s refused chunk %s: %s", id, chunk(), answer.getMessage());
        replicas.failed(id);
      }
    }
  }

  private void failed(IOException failure) {
    NodeId id = node.orElseThrow().id();
    close();
    LOG.infof("node %s did not send chunk %s: %s", id, chunk(), failure);
    replicas.failed(id);
  }

  private ChunkId chunk() {
    return window.chunk().chunk().id();
  }

  /** Leaves the replica. What is not read yet makes it no worse. */
  void close() {
    node = Optional.empty();
    if (reader.isPresent()) {
      try {
        reader.get().close();
      } catch (IOException e) {
        LOG.debug("a connection did not close", e);
      }
      reader = Optional.empty();
    }
  }
}
