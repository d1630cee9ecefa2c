package dev.files.launcher;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of a wait for something outside this program, which can only be asked again and again.
 */
record Deadline(long endNanos) {
  static Deadline in(Duration most) {
    return new Deadline(System.nanoTime() + most.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Lets some time pass before the next question, never beyond the end. */
  void pause(Duration pause) {
    long left = endNanos - System.nanoTime();
    LockSupport.parkNanos(Math.max(0, Math.min(pause.toNanos(), left)));
    if (Thread.currentThread().isInterrupted()) {
      throw new LauncherException("interrupted");
    }
  }
}
