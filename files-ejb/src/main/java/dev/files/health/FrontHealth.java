package dev.files.health;

import dev.files.protocol.messages.HealthAnswer;

/** Whether this front can serve. */
public interface FrontHealth {
  /** All checks, from a result at most a few seconds old; bounded in time. */
  HealthAnswer report();
}
