package dev.files.node.ping;

import dev.files.node.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * How many of the node's pings a front said were recorded, the most of all answers. The database
 * counts them too: one that has fewer than its node heard of was set back to an earlier moment.
 * Kept in the text file {@value #FILE}, for nodes and database are often restarted together.
 */
public final class PingCount {
  static final String FILE = "ping-count";

  private static final Logger LOG = Logger.getLogger(PingCount.class);
  private static final int MAX_BYTES = 64;

  private final Path directory;
  private volatile long heard;

  /** Only the thread that pings writes. */
  private boolean failing;

  /**
   * Reads what was heard last.
   *
   * @throws IOException also when the file holds anything else
   */
  public PingCount(Path directory) throws IOException {
    this.directory = directory;
    Path file = directory.resolve(FILE);
    this.heard = Files.exists(file) ? read(file) : 0;
  }

  private static long read(Path file) throws IOException {
    if (Files.size(file) <= MAX_BYTES) {
      String text = Files.readString(file).strip();
      if (text.matches("\\d{1,18}")) {
        return Long.parseLong(text);
      }
    }
    throw new IOException(file + " does not hold a number of pings");
  }

  /** 0 when no front ever told. */
  public long heard() {
    return heard;
  }

  /** A front says that so many were recorded; when this returns it is on stable storage. */
  public void hear(long recorded) {
    if (recorded <= heard) {
      return;
    }
    heard = recorded;
    try {
      SmallFile.replace(directory, FILE, Long.toString(recorded));
      failing = false;
    } catch (IOException e) {
      // A node that cannot write is needed all the same, for what it has.
      if (!failing) {
        LOG.warnf(e, "%s cannot be written; a restart would forget it", directory.resolve(FILE));
      }
      failing = true;
    }
  }
}
