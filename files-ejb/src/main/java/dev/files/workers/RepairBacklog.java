package dev.files.workers;

import dev.files.protocol.ChunkId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The chunks that wait for repair.
 *
 * @param levels by the number of copies that counted when repair was asked for; the fewer, the more
 *     urgent
 * @param oldestDue since when the chunk that is due for longest is due; empty: none is
 * @param failed some of those that were tried in vain, at most {@value #MOST_FAILED}
 */
public record RepairBacklog(List<Level> levels, Optional<Instant> oldestDue, List<Failed> failed) {
  /** Counted so far and no further. */
  public static final int MOST_COUNTED = 10_000;

  public static final int MOST_FAILED = 50;

  /**
   * Chunks with so many copies.
   *
   * @param chunks at most {@value #MOST_COUNTED}, and then there may be more
   * @param due of those counted, how many a worker may take now
   * @param held of those counted, how many a worker has
   */
  public record Level(int sound, int chunks, int due, int held) {
    /** Whether there may be more than were counted. */
    public boolean orMore() {
      return chunks == MOST_COUNTED;
    }
  }

  /** A chunk that was tried in vain, and when it is tried again. */
  public record Failed(ChunkId chunk, int sound, int attempts, Instant nextTry, String lastError) {}
}
