package dev.files.workers;

import java.util.Optional;

/**
 * A worker as a status page shows it.
 *
 * @param steps that ran
 * @param done things dealt with
 * @param lastError of the last step; empty when it went well
 */
public record WorkerView(
    String name, State state, long steps, long done, Optional<String> lastError) {
  /** What a worker is at. */
  public enum State {
    WAITING,
    WORKING,
    PAUSED
  }
}
