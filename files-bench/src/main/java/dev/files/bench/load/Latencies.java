package dev.files.bench.load;

import java.util.Arrays;

/** Times of single requests, in nanoseconds; used by one thread, merged afterwards. */
public final class Latencies {
  /** 64 MiB of samples for each client at most; what comes later is not recorded. */
  private static final int MOST_SAMPLES = 8 * 1024 * 1024;

  private long[] nanos = new long[1024];
  private int count;

  public void add(long sampleNanos) {
    if (count == nanos.length) {
      if (count == MOST_SAMPLES) {
        return;
      }
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = sampleNanos;
  }

  public static Latencies merged(Iterable<Latencies> parts) {
    Latencies all = new Latencies();
    int total = 0;
    for (Latencies part : parts) {
      total += part.count;
    }
    all.nanos = new long[total];
    for (Latencies part : parts) {
      System.arraycopy(part.nanos, 0, all.nanos, all.count, part.count);
      all.count += part.count;
    }
    Arrays.sort(all.nanos);
    return all;
  }

  /**
   * The smallest sample that at least {@code percent} of all samples do not exceed (nearest rank),
   * in milliseconds; 0 without samples. Only for the result of {@link #merged}.
   */
  public double percentileMillis(double percent) {
    if (count == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100 * count);
    return nanos[Math.max(rank, 1) - 1] / 1e6;
  }
}
