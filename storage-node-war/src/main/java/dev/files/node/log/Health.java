package dev.files.node.log;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Whether the log may be written. When a part of it has failed it goes on answering reads, and
 * takes nothing more until it was opened again.
 */
final class Health {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final Logger LOG = Logger.getLogger(Health.class);

  private final AtomicReference<Optional<String>> reason = new AtomicReference<>(Optional.empty());

  /** The first reason stays: others follow from it. */
  void unwell(String why, Throwable cause) {
    if (reason.compareAndSet(Optional.empty(), Optional.of(why))) {
      LOG.errorf(cause, "The store is unwell and takes no writes until it mends: %s", why);
    }
  }

  void well() {
    reason
        .getAndSet(Optional.empty())
        .ifPresent(was -> LOG.infof("The store is well again; it was not because %s", was));
  }

  /** Why nothing can be written; empty when all is well. */
  Optional<String> reason() {
    return reason.get();
  }

  /**
   * Refuses what would be written.
   *
   * @throws FilesException UNAVAILABLE
   */
  void admit() {
    if (reason.get().isPresent()) {
      throw refusal();
    }
  }

  /** What is refused is told so. */
  FilesException refusal() {
    return new FilesException(
        ProblemType.UNAVAILABLE,
        "The node is unwell and takes no writes: " + reason.get().orElse("it is being mended"),
        RETRY_AFTER);
  }
}
