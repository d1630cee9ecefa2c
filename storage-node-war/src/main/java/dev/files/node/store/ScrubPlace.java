package dev.files.node.store;

import dev.files.node.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The text file {@value #FILE} beside the chunks, so that a pass goes on after a restart. */
final class ScrubPlace {
  static final String FILE = "scrub";

  private static final Logger LOG = Logger.getLogger(ScrubPlace.class);
  private static final Duration KEEP_EVERY = Duration.ofMinutes(1);
  private static final int MAX_BYTES = 1024;

  private final Path directory;
  private Instant kept = Instant.EPOCH;

  ScrubPlace(Path directory) {
    this.directory = directory;
  }

  Optional<ScrubPass> read() {
    Path file = directory.resolve(FILE);
    try {
      return Files.exists(file) && Files.size(file) <= MAX_BYTES
          ? ScrubPass.parse(Files.readString(file))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warnf(e, "%s cannot be read: all chunks are read anew", file);
      return Optional.empty();
    }
  }

  /** From time to time: what a restart forgets is only read twice. */
  void keepNow(ScrubPass pass, Instant now) {
    if (Duration.between(kept, now).compareTo(KEEP_EVERY) >= 0) {
      keep(pass, now);
    }
  }

  void keep(ScrubPass pass, Instant now) {
    kept = now;
    try {
      SmallFile.replace(directory, FILE, pass.line());
    } catch (IOException e) {
      LOG.debugf("the place of the scrubber is not kept: %s", e);
    }
  }
}
