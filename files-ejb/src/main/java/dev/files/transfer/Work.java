package dev.files.transfer;

import java.time.Duration;

/** What nodes are measured by. */
public enum Work {
  /** Bytes of a chunk that are read. */
  READ(Duration.ofMillis(50)),

  /** A chunk that is stored; longer, for a second one costs a disk's work and leaves an orphan. */
  WRITE(Duration.ofMillis(200));

  private final Duration leastPatience;

  Work(Duration leastPatience) {
    this.leastPatience = leastPatience;
  }

  /** A wait that is shorter is nobody's fault: a collector's pause, a busy processor. */
  Duration leastPatience() {
    return leastPatience;
  }
}
