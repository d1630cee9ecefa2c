package dev.files.sessions;

import java.time.Duration;
import java.time.Instant;

/**
 * The sessions of operators, the same on every front. All throw {@link
 * dev.files.protocol.FilesException}: UNAVAILABLE when the database is out of reach.
 */
public interface Sessions {
  Duration LENGTH = Duration.ofHours(12);

  /**
   * A session that was opened.
   *
   * @param id what the browser keeps: 256 random bits as URL-safe text
   * @param expires by the clock of the database
   */
  record Opened(String id, Instant expires) {}

  /** Opens one; when there are too many, the oldest ends. */
  Opened open();

  boolean isOpen(String id);

  /** Ends one, if there is one. */
  void end(String id);

  void endAll();
}
