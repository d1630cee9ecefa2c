package dev.files.upload;

import dev.files.metadata.Holders;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What every sending of a chunk needs.
 *
 * @param holders nodes that seem to have a chunk: they are asked first, to keep it
 * @param senders runs one task for each copy; may reject a task when all its threads are taken
 */
record Sending(
    NodeCalls calls, Holders holders, Executor senders, Ticker ticker, SendPolicy policy) {
  /** What a client is told to wait before it tries again: nodes restart in seconds. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  static FilesException unavailable(String detail) {
    return new FilesException(ProblemType.UNAVAILABLE, detail, RETRY_AFTER);
  }
}
