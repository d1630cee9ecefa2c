package dev.files.upload;

import dev.files.metadata.CopyAt;
import dev.files.metadata.PlacedChunk;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Brings a chunk to the quorum by having nodes copy it from one that has it. The front moves no
 * byte of it.
 */
final class CopyMissing {
  private static final Logger LOG = Logger.getLogger(CopyMissing.class);

  private final Sending sending;
  private final Targets targets;
  private final ChunkRef chunk;
  private final List<CopyAt> copies;
  private final List<NodeView> holders = new ArrayList<>();
  private final Set<NodeId> tried = new HashSet<>();

  CopyMissing(Sending sending, Targets targets, PlacedChunk placed) {
    this.sending = sending;
    this.targets = targets;
    this.chunk = placed.chunk();
    this.copies = new ArrayList<>(placed.copies());
    for (CopyAt copy : copies) {
      tried.add(copy.node());
      sending.calls().candidates().stream()
          .map(candidate -> candidate.node())
          .filter(node -> node.id().equals(copy.node()))
          .forEach(holders::add);
    }
  }

  /**
   * Returns the chunk with at least as many copies as the quorum needs.
   *
   * @throws FilesException UNAVAILABLE: no node is left
   */
  PlacedChunk reachQuorum() throws InterruptedIOException {
    while (copies.size() < sending.policy().quorum()) {
      Optional<NodeView> target = targets.next(chunk.size(), tried, holders);
      if (target.isEmpty() || holders.isEmpty()) {
        throw Sending.unavailable(
            "A chunk needs "
                + sending.policy().quorum()
                + " storage nodes that take it, found "
                + copies.size());
      }
      tried.add(target.get().id());
      copyTo(target.get());
    }
    return new PlacedChunk(chunk, copies);
  }

  private void copyTo(NodeView target) throws InterruptedIOException {
    long until = sending.ticker().now() + sending.policy().deadline().toNanos();
    for (int refusals = 0; ; refusals++) {
      NodeView from = holders.get(refusals % holders.size());
      try {
        StoredChunk stored = sending.calls().store(target).copy(chunk, from);
        copies.add(new CopyAt(target.id(), stored.generation()));
        holders.add(target);
        return;
      } catch (FilesException e) {
        boolean busy = e.type() == ProblemType.UNAVAILABLE;
        long now = sending.ticker().now();
        if (!busy || now - until > 0) {
          LOG.infof("node %s did not copy chunk %s: %s", target.id(), chunk.id(), e.getMessage());
          return;
        }
        sending.ticker().await(now + sending.policy().backoff(refusals).toNanos());
      } catch (IOException e) {
        LOG.infof("node %s did not copy chunk %s: %s", target.id(), chunk.id(), e);
        return;
      }
    }
  }
}
