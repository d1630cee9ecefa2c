package dev.files.collection;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.transfer.NodeStores;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Has nodes delete copies, each by its generation. */
final class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class);

  private final NodeStores stores;

  Deletions(NodeStores stores) {
    this.stores = stores;
  }

  /** A copy that this front has claimed. */
  record Copy(ChunkId chunk, NodeId node, Generation generation, int attempts) {}

  /**
   * Deletes the copies one after the other. A node that cannot be reached is not asked again.
   *
   * @param gone takes each copy that is not there any more: deleted, or replaced by a newer one
   * @param later takes each that may be there still
   */
  void delete(List<Copy> copies, List<NodeView> nodes, Consumer<Copy> gone, Consumer<Copy> later) {
    Map<NodeId, NodeView> views = new HashMap<>();
    nodes.forEach(node -> views.put(node.id(), node));
    Set<NodeId> silent = new HashSet<>();
    for (Copy copy : copies) {
      if (!silent.contains(copy.node()) && deleted(copy, views.get(copy.node()), silent)) {
        gone.accept(copy);
      } else {
        later.accept(copy);
      }
    }
  }

  private boolean deleted(Copy copy, NodeView node, Set<NodeId> silent) {
    try {
      stores.reading(node).delete(copy.chunk(), copy.generation());
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
