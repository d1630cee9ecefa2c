package dev.files.transfer;

import dev.files.protocol.NodeId;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How long nodes take for one kind of work, by size, and how long one should therefore be waited
 * for: as long as nine of ten of its calls take, but not many times as long as half of all nodes'
 * calls, or a node that always was slow would always be waited for.
 */
final class Paces {
  /** Of the median of all: five times is beyond the luck of the draw, and not yet long. */
  private static final int MEDIANS = 5;

  private static final long[] SIZES = {64 * 1024, 512 * 1024, 2 << 20};

  /** Calls are compared with those of their class. */
  static final int SIZE_CLASSES = SIZES.length + 1;

  private final Work work;
  private final ConcurrentMap<NodeId, Quantile[]> each = new ConcurrentHashMap<>();
  private final Quantile[] all = quantiles(0.5);

  Paces(Work work) {
    this.work = work;
  }

  private static Quantile[] quantiles(double share) {
    Quantile[] quantiles = new Quantile[SIZE_CLASSES];
    Arrays.setAll(quantiles, i -> new Quantile(share));
    return quantiles;
  }

  static int sizeClass(long bytes) {
    int size = 0;
    while (size < SIZES.length && bytes > SIZES[size]) {
      size++;
    }
    return size;
  }

  void took(NodeId node, long bytes, long nanos) {
    int size = sizeClass(bytes);
    double some = Math.max(1, (double) nanos);
    each.computeIfAbsent(node, id -> quantiles(0.9))[size].add(some);
    all[size].add(some);
  }

  /** In nanoseconds; {@link Long#MAX_VALUE} while too little is known. */
  long patience(NodeId node, long bytes) {
    int size = sizeClass(bytes);
    Quantile[] own = each.get(node);
    double usual = own == null ? Double.POSITIVE_INFINITY : own[size].value();
    long patience = (long) Math.min(usual, MEDIANS * all[size].value());
    return Math.max(work.leastPatience().toNanos(), patience);
  }
}
