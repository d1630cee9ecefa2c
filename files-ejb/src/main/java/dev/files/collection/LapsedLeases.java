package dev.files.collection;

import dev.files.metadata.Leases;
import dev.files.workers.Chore;
import java.time.Duration;

/** Ends the leases of writers that vanished, so that what they left can be collected. */
public final class LapsedLeases implements Chore {
  private static final int BATCH = 500;

  private final Leases leases;
  private final Duration interval;

  LapsedLeases(Leases leases, Duration interval) {
    this.leases = leases;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "lapsed leases";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return leases.reap(BATCH);
  }
}
