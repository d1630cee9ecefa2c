package dev.files.bench.faults;

import java.time.Duration;

/**
 * What to do to a cluster.
 *
 * @param duration of the faults; the cluster heals after that
 * @param clients at work at once
 * @param seed of everything that is random, but for the order in which things happen
 * @param healing how long the cluster may take to have all copies again
 */
public record FaultPlan(Duration duration, int clients, long seed, Duration healing) {}
