package dev.files.web.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often an address may still try: {@value #MOST} times at once, then once each {@value
 * #SECONDS} s. A network of IPv6 that one customer gets is one address.
 */
final class Tries {
  static final int MOST = 10;
  static final int SECONDS = 6;

  /** Whoever has more addresses than that is not kept off by counting them. */
  static final int MOST_ADDRESSES = 10_000;

  private static final int NETWORK_GROUPS = 4;
  private static final double NANOS = Duration.ofSeconds(SECONDS).toNanos();

  /** What was left at a moment; it has grown since. */
  private record Left(double tries, long nanoTime) {
    double at(long now) {
      return Math.min(MOST, tries + (now - nanoTime) / NANOS);
    }
  }

  private final LongSupplier nanoTime;
  private final Map<String, Left> byAddress =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  Tries(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes one try.
   *
   * @return how long to wait when there is none; empty: go on
   */
  synchronized Optional<Duration> take(String address) {
    long now = nanoTime.getAsLong();
    double left = byAddress.getOrDefault(network(address), new Left(MOST, now)).at(now);
    if (left < 1) {
      return Optional.of(Duration.ofNanos((long) ((1 - left) * NANOS)));
    }
    byAddress.put(network(address), new Left(left - 1, now));
    return Optional.empty();
  }

  /** It succeeded: the address is somebody who may. */
  synchronized void forget(String address) {
    byAddress.remove(network(address));
  }

  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    // Never looked up: behind a proxy an address is what somebody wrote.
    String[] groups = address.split(":", NETWORK_GROUPS + 1);
    return String.join(
        ":", java.util.Arrays.asList(groups).subList(0, Math.min(groups.length, NETWORK_GROUPS)));
  }
}
