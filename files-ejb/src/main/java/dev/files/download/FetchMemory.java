package dev.files.download;

import dev.files.transfer.Ticker;
import dev.files.transfer.Ticking;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of all that is fetched ahead, in slabs outside the heap, made when first needed.
 * Nobody waits for it: who gets none passes the bytes on as they come.
 *
 * <p>Whose client takes nothing at the moment lends what it has. Most come back at once, a network
 * being slower than a disk, and find it there; but it is given up after two beats, when somebody
 * else needs the memory, or when too many have lent theirs, for each may have a connection, too.
 */
final class FetchMemory implements Ticking {
  static final int SLAB_BYTES = 256 * 1024;
  static final Duration LENT_FOR = Ticker.BEAT.multipliedBy(2);
  static final int MOST_LENT = 32;

  private final int mostSlabs;
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private int taken;

  /** Since when, the oldest first. */
  private final Map<Burst, Long> lent = new LinkedHashMap<>();

  FetchMemory(long bytes) {
    this.mostSlabs = (int) (bytes / SLAB_BYTES);
  }

  /** Slabs for so many bytes, all or none. */
  Optional<List<ByteBuffer>> tryTake(long bytes) {
    int count = (int) ((bytes + SLAB_BYTES - 1) / SLAB_BYTES);
    Optional<List<ByteBuffer>> slabs = take(count);
    while (slabs.isEmpty() && count <= mostSlabs && giveUpOldest()) {
      slabs = take(count);
    }
    return slabs;
  }

  private synchronized Optional<List<ByteBuffer>> take(int count) {
    if (mostSlabs - taken < count) {
      return Optional.empty();
    }
    taken += count;
    List<ByteBuffer> slabs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slabs.add(spare.isEmpty() ? ByteBuffer.allocateDirect(SLAB_BYTES) : spare.pop().clear());
    }
    return Optional.of(slabs);
  }

  synchronized void release(ByteBuffer slab) {
    taken--;
    spare.push(slab);
  }

  synchronized int taken() {
    return taken;
  }

  /** Its owner does without it for now. */
  void lend(Burst burst, long now) {
    boolean tooMany;
    synchronized (this) {
      lent.put(burst, now);
      tooMany = lent.size() > MOST_LENT;
    }
    if (tooMany) {
      giveUpOldest();
    }
  }

  /** Its owner comes back; false: it was given up. */
  synchronized boolean takeBack(Burst burst) {
    return lent.remove(burst) != null;
  }

  // Bursts are closed without the lock: their windows have locks of their own and call release.
  private boolean giveUpOldest() {
    Burst oldest;
    synchronized (this) {
      Iterator<Burst> all = lent.keySet().iterator();
      if (!all.hasNext()) {
        return false;
      }
      oldest = all.next();
      all.remove();
    }
    oldest.close();
    return true;
  }

  @Override
  public void tick(long now) {
    while (isOldestDue(now)) {
      giveUpOldest();
    }
  }

  private synchronized boolean isOldestDue(long now) {
    Iterator<Long> all = lent.values().iterator();
    return all.hasNext() && now - all.next() >= LENT_FOR.toNanos();
  }
}
