package dev.files.download;

import dev.files.metadata.ChunkLocations;
import dev.files.nodes.NodeView;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reads a window from one replica after the other until all its bytes came: whichever fails, the
 * next one goes on at the first byte that is missing.
 */
final class ReplicaReader {
  private static final Logger LOG = Logger.getLogger(ReplicaReader.class);

  /** Says that a replica drags although another could be read. */
  private static final class Dragging extends IOException {
    private static final long serialVersionUID = 1L;

    Dragging() {
      super("sent too little in too long");
    }
  }

  private final Fetching fetching;
  private final ChunkLocations chunk;
  private final ByteRange range;
  private final Replicas replicas;

  /** Of the range, what came. */
  private long received;

  /**
   * @param range of the chunk
   */
  ReplicaReader(Fetching fetching, ChunkLocations chunk, ByteRange range, Replicas replicas) {
    this.fetching = fetching;
    this.chunk = chunk;
    this.range = range;
    this.replicas = replicas;
  }

  /**
   * Hands all bytes to the sink.
   *
   * @throws IOException the sink's own
   * @throws FilesException UNAVAILABLE or CORRUPT: no replica is left
   */
  void readAll(VerifiedBytes out) throws IOException {
    while (received < range.length()) {
      NodeView node = replicas.next();
      Meter meter = new Meter(node.id(), out);
      fetching.calls().enterRead(node.id());
      try {
        ByteRange rest = new ByteRange(range.offset() + received, range.length() - received);
        fetching.calls().stores().reading(node).read(chunk.chunk().id(), rest, meter);
        if (received < range.length()) {
          throw new IOException("ended short");
        }
        fetching.calls().succeeded(node.id());
      } catch (FilesException e) {
        meter.rethrowSinkFailure();
        refused(node.id(), e);
      } catch (IOException e) {
        meter.rethrowSinkFailure();
        LOG.infof("node %s did not send chunk %s: %s", node.id(), chunk.chunk().id(), e);
        fetching.calls().failed(node.id());
        replicas.failed(node.id());
      } finally {
        fetching.calls().leaveRead(node.id());
      }
    }
  }

  private void refused(NodeId node, FilesException answer) {
    if (answer.type() == ProblemType.UNAVAILABLE) {
      replicas.busy(node);
      return;
    }
    LOG.warnf("node %s refused chunk %s: %s", node, chunk.chunk().id(), answer.getMessage());
    if (answer.type() == ProblemType.CORRUPT) {
      replicas.rotten(node);
      fetching.corrupt().report(chunk.chunk().id(), node);
    } else {
      replicas.failed(node);
    }
  }

  /** Counts what comes from one replica, tells the sink's failures from it, judges its rate. */
  private final class Meter implements VerifiedBytes {
    private final NodeId node;
    private final VerifiedBytes out;
    private long waited;
    private long got;
    private long askedAt = fetching.ticker().now();
    private IOException sinkFailure;

    Meter(NodeId node, VerifiedBytes out) {
      this.node = node;
      this.out = out;
    }

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      if (received + length > range.length()) {
        throw new IOException("more bytes than asked for");
      }
      waited += fetching.ticker().now() - askedAt;
      try {
        out.accept(bytes);
      } catch (IOException e) {
        sinkFailure = e;
        throw e;
      }
      received += length;
      got += length;
      askedAt = fetching.ticker().now();
      if (isDragging() && replicas.hasOther(node)) {
        throw new Dragging();
      }
    }

    private boolean isDragging() {
      // Only the time that was spent waiting for the node counts: the client may be slow.
      return waited > fetching.policy().stall().toNanos()
          && (double) got / waited * TimeUnit.SECONDS.toNanos(1)
              < fetching.policy().leastBytesPerSecond();
    }

    void rethrowSinkFailure() throws IOException {
      if (sinkFailure != null) {
        throw sinkFailure;
      }
    }
  }
}
