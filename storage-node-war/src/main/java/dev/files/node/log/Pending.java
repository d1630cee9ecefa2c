package dev.files.node.log;

import java.io.IOException;

/** A change that the log was asked for, and answers when it is on stable storage. */
@FunctionalInterface
public interface Pending<T> {
  /**
   * Waits for the answer.
   *
   * @throws dev.files.protocol.FilesException what was refused, or UNAVAILABLE when too many wait
   * @throws IOException the outcome is unknown
   */
  T await() throws IOException;
}
