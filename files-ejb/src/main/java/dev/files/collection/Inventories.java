package dev.files.collection;

import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.metadata.CopyNames;
import dev.files.nodes.ActiveNodes;
import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.transfer.NodeCalls;
import dev.files.workers.Backoff;
import dev.files.workers.Chore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Compares what nodes have with what the rows say, page by page: finds copies that no row names and
 * rows whose copy is not there, or older than the row says.
 */
public final class Inventories implements Chore {
  static final int PAGE = 1000;

  /** More than a page, so that the rows of a page usually all fit. */
  static final int ROWS = 2 * PAGE;

  private static final Duration HOLD = Duration.ofMinutes(5);
  private static final Logger LOG = Logger.getLogger(Inventories.class);

  private final InventoryTable table;
  private final CopyNames names;
  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final Duration look;
  private final Duration pass;
  private final Duration orphanLeastAge;

  /**
   * Makes the chore.
   *
   * @param look pause between looks whether a node is due
   * @param pass pause between two passes over one node
   * @param orphanLeastAge for which a copy without a row is left to whoever stored it just now
   */
  Inventories(
      InventoryTable table,
      CopyNames names,
      ActiveNodes nodes,
      NodeCalls calls,
      Duration look,
      Duration pass,
      Duration orphanLeastAge) {
    this.table = table;
    this.names = names;
    this.nodes = nodes;
    this.calls = calls;
    this.look = look.compareTo(pass) < 0 ? look : pass;
    this.pass = pass;
    this.orphanLeastAge = orphanLeastAge;
  }

  @Override
  public String name() {
    return "inventories";
  }

  @Override
  public Duration interval() {
    return look;
  }

  @Override
  public int step() {
    List<NodeView> active = nodes.active();
    Optional<InventoryTable.Claim> claim =
        active.isEmpty()
            ? Optional.empty()
            : table.claim(active.stream().map(NodeView::id).toList(), HOLD);
    if (claim.isEmpty()) {
      return 0;
    }
    NodeView node =
        active.stream()
            .filter(view -> view.id().equals(claim.get().node()))
            .findFirst()
            .orElseThrow();
    try {
      Optional<ChunkId> upTo = page(claim.get(), calls.store(node));
      table.release(claim.get(), upTo, upTo.isPresent() ? Duration.ZERO : pass, false);
    } catch (IOException | FilesException e) {
      LOG.debugf("the inventory of node %s waits: %s", node.id(), e);
      table.release(claim.get(), claim.get().after(), Backoff.after(claim.get().attempts()), true);
    }
    return 1;
  }

  private Optional<ChunkId> page(InventoryTable.Claim claim, ChunkStore store) throws IOException {
    List<ChunkInfo> copies = store.list(claim.after(), PAGE);
    // After the node was asked: what was committed in between has its row here.
    List<NamedCopy> rows = table.rows(claim, ROWS);
    InventoryComparison comparison = InventoryComparison.of(copies, PAGE, rows, ROWS);
    if (!comparison.unknown().isEmpty()) {
      table.seen(claim.node(), comparison.unknown(), orphanLeastAge);
    }
    int lost = 0;
    for (NamedCopy row : comparison.lost()) {
      // The page may be older than the row, so the node is asked once more.
      Optional<ChunkInfo> there = store.find(row.chunk());
      if (there.map(row::isOlderThanNamed).orElse(true)
          && names.lost(claim.node(), row.chunk(), row.generation())) {
        lost++;
      }
    }
    if (lost > 0) {
      LOG.warnf("node %s lost %d copies: others are to be made", claim.node(), lost);
    }
    return comparison.upTo();
  }
}
