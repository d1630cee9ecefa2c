package dev.files.protocol.chunks;

import dev.files.protocol.http.ByteRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the rot in the copies of one chunk, so that the chunk can be read as long as
 * each of its blocks is sound in some copy.
 *
 * <p>A copy refuses a read as corrupt without telling which block is bad. So the next reads of that
 * copy are narrowed: halved until the bad block stands alone, doubled again after each that went
 * well. To find a bad block costs at most some twelve refused reads, and a block that is known as
 * bad is not asked for again. Thread-safe.
 *
 * @param <C> names a copy
 */
public final class SoundBlocks<C> {
  private static final int MOST = BlockChecksums.WINDOW_BYTES / BlockChecksums.BLOCK_BYTES;

  private static final class Copy {
    /** Blocks that the next read may touch. */
    private long narrow = MOST;

    private final Set<Long> bad = new HashSet<>();
  }

  private final Map<C, Copy> rotten = new HashMap<>();

  /** Whether the copy has rot anywhere: it should be read last. */
  public synchronized boolean isRotten(C copy) {
    return rotten.containsKey(copy);
  }

  /**
   * How far a read of the copy from {@code position} should go.
   *
   * @param end where the reader would like to end, in bytes from the chunk's start
   * @return at most {@code end}; {@code position} itself when the copy's block there is bad
   */
  public synchronized long reach(C copy, long position, long end) {
    Copy known = rotten.get(copy);
    if (known == null) {
      return end;
    }
    long first = blockAt(position);
    long block = first;
    while (block < first + known.narrow && !known.bad.contains(block)) {
      block++;
    }
    return block == first ? position : Math.min(end, startOf(block));
  }

  /**
   * The copy refused what was left of a read.
   *
   * @param left from the first byte that did not come, at least one byte
   * @return whether this is the first time that rot was met in this copy
   */
  public synchronized boolean refused(C copy, ByteRange left) {
    boolean first = !rotten.containsKey(copy);
    Copy known = rotten.computeIfAbsent(copy, key -> new Copy());
    // A read of many windows breaks off in the one that has the bad block.
    long block = blockAt(left.offset());
    long blocks = Math.min(blockAt(left.end() - 1) - block + 1, MOST - block % MOST);
    if (blocks == 1) {
      known.bad.add(block);
    }
    known.narrow = Math.max(1, blocks / 2);
    return first;
  }

  /** A read of the copy went well. */
  public synchronized void served(C copy) {
    Copy known = rotten.get(copy);
    if (known != null) {
      known.narrow = Math.min(MOST, known.narrow * 2);
    }
  }

  private static long blockAt(long position) {
    return position / BlockChecksums.BLOCK_BYTES;
  }

  private static long startOf(long block) {
    return block * BlockChecksums.BLOCK_BYTES;
  }
}
