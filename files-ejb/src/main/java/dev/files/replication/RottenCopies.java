package dev.files.replication;

import dev.files.metadata.RepairHints;
import dev.files.nodes.CorruptReports;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes a node's own word for what is rotten on it: the copies lose their names, others are made.
 */
final class RottenCopies implements CorruptReports {
  private static final Logger LOG = Logger.getLogger(RottenCopies.class);

  private final RepairTable table;
  private final RepairHints hints;

  RottenCopies(RepairTable table, RepairHints hints) {
    this.table = table;
    this.hints = hints;
  }

  @Override
  public void report(NodeId node, Collection<ChunkId> chunks) {
    List<ChunkId> ids = chunks.stream().distinct().sorted().toList();
    List<ChunkId> last = table.rotten(node, ids);
    if (!last.isEmpty()) {
      LOG.errorf(
          "node %s has the only replica of %d chunks and found them rotten, among them %s",
          node, last.size(), last.get(0));
    }
    hints.hint(ids);
  }
}
