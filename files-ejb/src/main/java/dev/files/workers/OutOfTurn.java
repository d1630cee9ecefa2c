package dev.files.workers;

import java.util.function.IntSupplier;

/** Work of a worker's kind that is asked for out of turn, as by a message. */
public interface OutOfTurn {
  /**
   * Does the work now, unless the worker is paused or at rest: then it is left to the worker's own
   * steps, so that clients come first whoever asks.
   *
   * @param work tells how many things it dealt with
   */
  void run(String worker, IntSupplier work);
}
