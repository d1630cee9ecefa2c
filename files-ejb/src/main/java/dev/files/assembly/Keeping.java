package dev.files.assembly;

import dev.files.metadata.CopyAt;
import dev.files.metadata.PlacedChunk;
import dev.files.nodes.NodeView;
import dev.files.placement.Placement;
import dev.files.placement.Wish;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Has nodes keep the chunks of one file, many at the same time: those that have a chunk keep it,
 * and when they are fewer than the write quorum others copy it from them.
 */
final class Keeping {
  private static final Logger LOG = Logger.getLogger(Keeping.class);

  private final NodeCalls calls;
  private final Placement placement;
  private final FrontSettings settings;
  private final List<NodeView> active;

  /** Nodes that gave no answer, which are not asked again: the caller waits. */
  private final Set<NodeId> silent = ConcurrentHashMap.newKeySet();

  Keeping(NodeCalls calls, Placement placement, FrontSettings settings, List<NodeView> active) {
    this.calls = calls;
    this.placement = placement;
    this.settings = settings;
    this.active = active;
  }

  /**
   * Keeps a chunk on as many nodes as replicas are wanted, at least on the write quorum.
   *
   * @param holders nodes that rows name: they are asked first
   * @throws FilesException MISMATCH (no node has it, or with another size), UNAVAILABLE
   */
  PlacedChunk keep(ChunkRef chunk, Set<NodeId> holders) {
    List<NodeView> order =
        new ArrayList<>(active.stream().filter(node -> !silent.contains(node.id())).toList());
    order.sort(Comparator.comparing(node -> !holders.contains(node.id())));
    List<CopyAt> copies = new ArrayList<>();
    List<NodeView> on = new ArrayList<>();
    boolean allAnswered = order.size() == active.size();
    for (NodeView node : order) {
      if (copies.size() == settings.replicas()) {
        break;
      }
      try {
        Optional<StoredChunk> stored = calls.store(node).keep(chunk.id());
        if (stored.isPresent()) {
          copies.add(copy(chunk, node, stored.get()));
          on.add(node);
        }
      } catch (IOException e) {
        silent.add(node.id());
        allAnswered = false;
      } catch (FilesException e) {
        if (e.type() == ProblemType.MISMATCH) {
          throw e;
        }
        allAnswered = false;
      }
    }
    if (!copies.isEmpty()) {
      copyToOthers(chunk, copies, on);
    }
    if (copies.size() < settings.writeQuorum()) {
      String detail =
          "Chunk %s is on %d nodes; %d are needed"
              .formatted(chunk.id(), copies.size(), settings.writeQuorum());
      throw allAnswered && copies.isEmpty()
          ? new FilesException(ProblemType.MISMATCH, detail)
          : new FilesException(ProblemType.UNAVAILABLE, detail, NodeAssembly.RETRY_AFTER);
    }
    return new PlacedChunk(chunk, copies);
  }

  private static CopyAt copy(ChunkRef chunk, NodeView node, StoredChunk stored) {
    if (stored.size() != chunk.size()) {
      throw new FilesException(
          ProblemType.MISMATCH,
          "chunks.size: chunk %s has %d bytes; found %d"
              .formatted(chunk.id(), stored.size(), chunk.size()));
    }
    return new CopyAt(node.id(), stored.generation());
  }

  /** Only up to the quorum: the copies wanted beyond it are the repair's. */
  private void copyToOthers(ChunkRef chunk, List<CopyAt> copies, List<NodeView> on) {
    Set<NodeId> tried = new HashSet<>(silent);
    while (copies.size() < settings.writeQuorum()) {
      Optional<NodeView> target =
          placement.next(new Wish(chunk.size(), tried, on, Map.of()), calls.candidates());
      if (target.isEmpty()) {
        return;
      }
      tried.add(target.get().id());
      try {
        copies.add(copy(chunk, target.get(), calls.store(target.get()).copy(chunk, on)));
        on.add(target.get());
      } catch (IOException | FilesException e) {
        LOG.infof("node %s did not copy %s: %s", target.get().id(), chunk.id(), e);
      }
    }
  }
}
