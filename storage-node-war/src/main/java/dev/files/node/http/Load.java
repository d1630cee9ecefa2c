package dev.files.node.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests being served, and closes the door before the server goes down. */
public final class Load {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int inFlight;
  private boolean closing;

  /** Requests being served now. */
  public int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the request may be served; when it may, {@link #leave} follows. */
  boolean enter() {
    lock.lock();
    try {
      if (!closing) {
        inFlight++;
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      inFlight--;
      if (inFlight == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets nobody in any more and waits for those inside; false when some were left after the time.
   */
  public boolean drain(Duration most) {
    lock.lock();
    try {
      closing = true;
      long nanos = most.toNanos();
      while (inFlight > 0 && nanos > 0) {
        nanos = idle.awaitNanos(nanos);
      }
      return inFlight == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
