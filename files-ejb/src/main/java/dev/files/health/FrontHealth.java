package dev.files.health;

/** Whether this front can serve. */
public interface FrontHealth {
  /** All checks, from a result at most a few seconds old; bounded in time. */
  HealthReport report();
}
