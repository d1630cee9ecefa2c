package dev.files.workers;

import java.time.Duration;

/** One kind of maintenance. */
public interface Chore {
  /** Short, for people and for status pages. */
  String name();

  /** How long to wait when there was nothing left to do, or it failed. */
  Duration interval();

  /**
   * Does one bounded piece of work. Safe to be ended at any point and to be run by many fronts at
   * once.
   *
   * @return how many things were dealt with; 0 when there is nothing left for now
   */
  int step();
}
