package dev.files.collection;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a page of a node's inventory and the rows of the same range tell. A decision only: whoever
 * carries it out looks again, for uploads go on meanwhile.
 *
 * @param unknown copies that no row names. A copy that is newer than its row says is named all the
 *     same: an upload may have kept it and not yet committed
 * @param lost rows, not condemned, whose copy the page does not have, or only an older one: the
 *     disk was set back
 * @param upTo the last id that was compared; empty: all that follow
 */
public record InventoryComparison(
    List<ChunkInfo> unknown, List<NamedCopy> lost, Optional<ChunkId> upTo) {

  /** A row of {@code replica}. */
  public record NamedCopy(ChunkId chunk, Generation generation, boolean condemned) {
    public boolean isOlderThanNamed(ChunkInfo copy) {
      return copy.generation().compareTo(generation) < 0;
    }
  }

  /**
   * Compares. Both lists are in the order of ids and begin at the same place; one that is as long
   * as its limit may have been cut there.
   */
  public static InventoryComparison of(
      List<ChunkInfo> page, int pageLimit, List<NamedCopy> rows, int rowLimit) {
    Optional<ChunkId> upTo = Optional.empty();
    if (page.size() >= pageLimit) {
      upTo = Optional.of(page.get(page.size() - 1).id());
    }
    if (rows.size() >= rowLimit) {
      ChunkId lastRow = rows.get(rows.size() - 1).chunk();
      upTo = upTo.filter(id -> id.compareTo(lastRow) < 0).or(() -> Optional.of(lastRow));
    }
    Map<ChunkId, NamedCopy> named = new HashMap<>();
    rows.forEach(row -> named.put(row.chunk(), row));
    List<ChunkInfo> unknown = new ArrayList<>();
    for (ChunkInfo copy : page) {
      NamedCopy row = named.get(copy.id());
      if (row == null) {
        if (within(copy.id(), upTo)) {
          unknown.add(copy);
        }
      } else if (!row.isOlderThanNamed(copy)) {
        named.remove(copy.id());
      }
    }
    List<NamedCopy> lost = new ArrayList<>();
    for (NamedCopy row : rows) {
      if (within(row.chunk(), upTo) && !row.condemned() && named.containsKey(row.chunk())) {
        lost.add(row);
      }
    }
    return new InventoryComparison(unknown, lost, upTo);
  }

  private static boolean within(ChunkId id, Optional<ChunkId> upTo) {
    return upTo.isEmpty() || id.compareTo(upTo.get()) <= 0;
  }
}
