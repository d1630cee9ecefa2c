package dev.files.bench.load;

import java.time.Duration;

/**
 * How much one run does: it ends with whichever bound is met first.
 *
 * @param count requests over all clients
 * @param duration after which no new request begins
 * @param timeout after which connections are cut off and the run has failed
 */
public record LoadPlan(int clients, long count, Duration duration, Duration timeout) {
  /**
   * Each client is a thread with a connection and a buffer; the machine is shared with the servers.
   */
  public static final int MOST_CLIENTS = 1024;

  private static final Duration LONG_ENOUGH = Duration.ofHours(1);

  public LoadPlan {
    if (clients < 1 || clients > MOST_CLIENTS) {
      throw new IllegalArgumentException("clients must be from 1 to " + MOST_CLIENTS);
    }
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1");
    }
  }

  public static LoadPlan ofCount(int clients, long count) {
    return new LoadPlan(clients, count, LONG_ENOUGH, LONG_ENOUGH);
  }
}
