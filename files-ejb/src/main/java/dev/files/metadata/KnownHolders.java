package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * What this front recorded lately it remembers, which costs nothing. The rows are looked at for
 * chunks so large that one look by key is small beside their sending; an upload of a small file
 * costs the database no more than its commit.
 */
public final class KnownHolders implements Holders {
  /** Some 2 MiB of memory. */
  static final int REMEMBERED = 8192;

  static final long WORTH_A_LOOK_BYTES = 1L << 20;

  /** A database that failed is not asked again for so long: uploads under way do without it. */
  private static final Duration REST = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(KnownHolders.class);

  private static final String LOOK =
      "SELECT node_id FROM replica WHERE chunk_id = ? AND NOT condemned AND bad_since IS NULL";

  private final Database database;
  private final LongSupplier nanoTime;
  private final AtomicLong restUntil;
  private final Map<ChunkId, Set<NodeId>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ChunkId, Set<NodeId>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public KnownHolders(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.restUntil = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public Set<NodeId> of(ChunkRef chunk) {
    Optional<Set<NodeId>> known = remembered(chunk.id());
    if (known.isPresent()) {
      return known.get();
    }
    if (chunk.size() < WORTH_A_LOOK_BYTES || restUntil.get() - nanoTime.getAsLong() > 0) {
      return Set.of();
    }
    try {
      return new HashSet<>(
          database.single(sql -> sql.list(LOOK, row -> row.node("node_id"), chunk.id())));
    } catch (FilesException e) {
      restUntil.set(nanoTime.getAsLong() + REST.toNanos());
      LOG.debugf("nobody is asked for a while which nodes have a chunk: %s", e.getMessage());
      return Set.of();
    }
  }

  private synchronized Optional<Set<NodeId>> remembered(ChunkId chunk) {
    return Optional.ofNullable(remembered.get(chunk));
  }

  @Override
  public synchronized void recorded(Collection<PlacedChunk> chunks) {
    for (PlacedChunk placed : chunks) {
      Set<NodeId> nodes = new HashSet<>();
      placed.copies().forEach(copy -> nodes.add(copy.node()));
      remembered.put(placed.chunk().id(), nodes);
    }
  }
}
