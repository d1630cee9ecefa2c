package dev.files.node.store;

import dev.files.node.log.ChunkLog;
import dev.files.node.log.SlabPool;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The chunks that are on their way in, and which of them stands still when memory is short. */
final class Arrivals {
  /** Who has paused for less may only be between two reads. */
  private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Set<Arrival> all = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;

  Arrivals(ChunkLog log, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (SlabPool pool : new SlabPool[] {log.receiveBuffers(), log.streamBuffers()}) {
      pool.askWhenShort(() -> oneGivesBack(pool));
    }
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  void add(Arrival arrival) {
    all.add(arrival);
  }

  void remove(Arrival arrival) {
    all.remove(arrival);
  }

  /** Those who have stood still longest are asked first. */
  private boolean oneGivesBack(SlabPool pool) {
    return all.stream()
        .filter(arrival -> arrival.pausedNanos() >= LEAST_PAUSE_NANOS)
        .sorted(Comparator.comparingLong(Arrival::pausedNanos).reversed())
        .anyMatch(arrival -> arrival.giveBack(pool));
  }
}
