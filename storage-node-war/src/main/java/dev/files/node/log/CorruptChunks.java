package dev.files.node.log;

import dev.files.protocol.ChunkId;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The chunks that were found bad and have been neither stored anew nor deleted. Bounded: one more
 * is not remembered, and is found again by whoever reads it next.
 */
public final class CorruptChunks {
  static final int MOST = 10_000;

  private static final Logger LOG = Logger.getLogger(CorruptChunks.class);

  private final ConcurrentSkipListSet<ChunkId> ids =
      new ConcurrentSkipListSet<>(Comparator.naturalOrder());

  public void report(ChunkId id, String reason) {
    if (ids.size() < MOST && ids.add(id)) {
      LOG.warnf("Chunk %s is corrupt: %s", id, reason);
    }
  }

  public boolean contains(ChunkId id) {
    return ids.contains(id);
  }

  void clear(ChunkId id) {
    ids.remove(id);
  }

  public Set<ChunkId> first(int most) {
    return ids.stream().limit(most).collect(Collectors.toCollection(TreeSet::new));
  }
}
