package dev.files.node.log;

import dev.files.protocol.ChunkId;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The chunks that were found bad and have been neither stored anew nor deleted. Bounded: one more
 * is not remembered, and is found again by whoever reads it next.
 *
 * <p>Bytes that differ are replaced and forgotten. A disk that cannot read several of them is
 * dying: what is stored there now is lost next, so the node asks for no more until it is started
 * again.
 */
public final class CorruptChunks {
  static final int MOST = 10_000;

  /** Chunks that the disk could not read, after which it is not trusted. */
  public static final int UNREADABLE = 8;

  private static final Logger LOG = Logger.getLogger(CorruptChunks.class);

  private final ConcurrentSkipListSet<ChunkId> ids =
      new ConcurrentSkipListSet<>(Comparator.naturalOrder());

  private final AtomicInteger unreadable = new AtomicInteger();

  public void report(ChunkId id, String reason) {
    news(id, reason);
  }

  /** The same when the disk said that it cannot read it. */
  public void reportUnreadable(ChunkId id, String reason) {
    if (news(id, reason) && unreadable.incrementAndGet() == UNREADABLE) {
      LOG.errorf("%s: the node asks for no new chunks", failing().orElseThrow());
    }
  }

  private boolean news(ChunkId id, String reason) {
    boolean news = ids.size() < MOST && ids.add(id);
    if (news) {
      LOG.warnf("Chunk %s is corrupt: %s", id, reason);
    }
    return news;
  }

  /** Why the disk is not trusted; empty while it is. */
  public Optional<String> failing() {
    int count = unreadable.get();
    return count < UNREADABLE
        ? Optional.empty()
        : Optional.of("the disk could not read " + count + " chunks; replace it");
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
