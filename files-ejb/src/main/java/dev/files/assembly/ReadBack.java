package dev.files.assembly;

import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.NodeCalls;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The SHA-256 of a content, by reading its chunks back in order. A replica that fails is replaced
 * by another, from the first byte not yet hashed.
 */
final class ReadBack {
  private static final Logger LOG = Logger.getLogger(ReadBack.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Tells what the beat refused from what a node did. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FilesException reason;

    Stopped(FilesException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final Runnable beat;
  private final MessageDigest digest = Sha256.newDigest();

  /**
   * Starts with nothing read.
   *
   * @param beat called after every piece, at most 64 KiB, to renew leases; what it throws ends all
   */
  ReadBack(ActiveNodes nodes, NodeCalls calls, Runnable beat) {
    this.nodes = nodes;
    this.calls = calls;
    this.beat = beat;
  }

  /**
   * Reads the next chunk.
   *
   * @throws FilesException UNAVAILABLE when no active node among the given yields it
   */
  void add(ChunkRef chunk, List<NodeId> on) {
    long[] done = {0};
    for (NodeId id : on) {
      Optional<NodeView> node = nodes.find(id);
      if (node.isEmpty()) {
        continue;
      }
      try {
        calls
            .store(node.get())
            .read(
                chunk.id(),
                new ByteRange(done[0], chunk.size() - done[0]),
                bytes -> {
                  done[0] += bytes.remaining();
                  digest.update(bytes);
                  keepGoing();
                });
        if (done[0] == chunk.size()) {
          return;
        }
      } catch (Stopped e) {
        throw e.reason;
      } catch (IOException | FilesException e) {
        LOG.debugf("node %s does not yield %s: %s", id, chunk.id(), e);
      }
    }
    throw new FilesException(
        ProblemType.UNAVAILABLE, "Chunk " + chunk.id() + " cannot be read now", RETRY_AFTER);
  }

  private void keepGoing() {
    try {
      beat.run();
    } catch (FilesException e) {
      throw new Stopped(e);
    }
  }

  /** The hash of all that was read; the object is spent. */
  Sha256 finish() {
    return Sha256.ofBytes(digest.digest());
  }
}
