package dev.files.collection;

import dev.files.database.Sql;
import dev.files.database.Sql.Many;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Backoff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Has nodes delete copies, each by its generation. */
final class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class);

  private final NodeCalls calls;

  Deletions(NodeCalls calls) {
    this.calls = calls;
  }

  /** A copy that this front has claimed. */
  record Copy(ChunkId chunk, NodeId node, Generation generation, int attempts) {}

  /** Copies as columns of a statement. */
  record Copies(List<Copy> all) {
    boolean isEmpty() {
      return all.isEmpty();
    }

    Many chunks() {
      return Many.hashes(each(Copy::chunk));
    }

    Many nodes() {
      return Many.nodes(each(Copy::node));
    }

    Many generations() {
      return Many.longs(each(Copy::generation));
    }

    /** How long each is to rest, in microseconds. */
    Many pauses() {
      return Many.longs(each(copy -> Sql.micros(Backoff.after(copy.attempts()))));
    }

    private <T> List<T> each(Function<Copy, T> column) {
      return all.stream().map(column).toList();
    }
  }

  /**
   * What became of copies.
   *
   * @param gone those that are not there any more: deleted, or replaced by a newer one
   * @param later those that may be there still
   */
  record Outcome(Copies gone, Copies later) {}

  /** Deletes the copies one after the other. A node that cannot be reached is not asked again. */
  Outcome delete(List<Copy> copies, List<NodeView> nodes) {
    Map<NodeId, NodeView> views = new HashMap<>();
    nodes.forEach(node -> views.put(node.id(), node));
    Set<NodeId> silent = new HashSet<>();
    List<Copy> gone = new ArrayList<>();
    List<Copy> later = new ArrayList<>();
    for (Copy copy : copies) {
      boolean deleted =
          !silent.contains(copy.node()) && deleted(copy, views.get(copy.node()), silent);
      (deleted ? gone : later).add(copy);
    }
    return new Outcome(new Copies(gone), new Copies(later));
  }

  private boolean deleted(Copy copy, NodeView node, Set<NodeId> silent) {
    try {
      calls.store(node).delete(copy.chunk(), copy.generation());
      return true;
    } catch (FilesException e) {
      LOG.debugf("node %s does not delete %s yet: %s", node.id(), copy.chunk(), e.getMessage());
    } catch (IOException e) {
      LOG.debugf("node %s cannot be asked to delete: %s", node.id(), e);
      silent.add(node.id());
    }
    return false;
  }
}
