package dev.files.workers;

/**
 * How operators want a worker to work.
 *
 * @param paused it finishes its step and begins no other
 * @param pace the most of its time that it works while clients are served, from {@link #LEAST_PACE}
 *     to 1
 */
public record WorkerSetting(boolean paused, double pace) {
  public static final double LEAST_PACE = 0.01;

  /** Half of the time, which leaves clients at least half of what maintenance would use. */
  public static final WorkerSetting DEFAULT = new WorkerSetting(false, 0.5);

  public WorkerSetting {
    if (!(pace >= LEAST_PACE && pace <= 1)) {
      throw new IllegalArgumentException("pace " + pace + " is not from " + LEAST_PACE + " to 1");
    }
  }
}
