package dev.files.transfer;

import java.time.Duration;

/** What nodes are measured by. */
public enum Work {
  /** Bytes of a chunk that are read. */
  READ(0, Duration.ofMillis(50)),

  /** A chunk that is stored; longer, for a second one costs a disk's work and leaves an orphan. */
  WRITE(1, Duration.ofMillis(200));

  private final int kind;
  private final Duration leastPatience;

  Work(int kind, Duration leastPatience) {
    this.kind = kind;
    this.leastPatience = leastPatience;
  }

  /** A number from 0. */
  int kind() {
    return kind;
  }

  /** A wait that is shorter is nobody's fault: a collector's pause, a busy processor. */
  Duration leastPatience() {
    return leastPatience;
  }
}
