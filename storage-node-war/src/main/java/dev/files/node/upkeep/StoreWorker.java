package dev.files.node.upkeep;

import java.io.IOException;

/**
 * Upkeep of a store, in small steps. One thread at a time may call it; how often is up to the
 * caller, which yields to clients.
 */
public interface StoreWorker {
  String name();

  /**
   * Does one small step.
   *
   * @return bytes that were read and written, for the throttle; 0 when there is nothing to do now
   * @throws dev.files.protocol.FilesException UNAVAILABLE or DISK_FULL: try again later
   */
  long step() throws IOException;

  /** Whether clients wait for what it does, so that it need not yield to them. */
  default boolean isUrgent() {
    return false;
  }
}
