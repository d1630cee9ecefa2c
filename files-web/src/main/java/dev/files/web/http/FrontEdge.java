package dev.files.web.http;

import dev.files.http.Edge;
import dev.files.http.Lane;
import dev.files.http.RequestHead;
import dev.files.protocol.config.Settings;
import java.time.Duration;

/**
 * The lanes of a front. Of the 128 threads that the server has by default the lanes leave some to
 * the server itself. Metadata has a lane of its own, for that of a large file is long: the calls
 * that tell whether a server lives wait behind nobody's list of chunks.
 */
public final class FrontEdge extends Edge {
  /** As many as wait for the database and the nodes at once; slow clients hold none. */
  private static final int TRANSFERS = 40;

  private static final int METADATA = 16;

  private static final int CONTROL = 16;

  /** Half of the connections that the server accepts by default. */
  private static final int LONGEST_LINE = 1024;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Lane uploads = lane("uploads", TRANSFERS);
  private final Lane downloads = lane("downloads", TRANSFERS);
  private final Lane metadata = lane("calls for metadata", METADATA);
  private final Lane control = lane("calls", CONTROL);

  /** With the rates that the environment sets. */
  public FrontEdge() {
    super(Settings.ofEnvironment());
  }

  private static Lane lane(String work, int threads) {
    return new Lane(work, threads, LONGEST_LINE, LONGEST_WAIT);
  }

  @Override
  protected Lane lane(RequestHead head) {
    if (head.isUnder("/upload")) {
      return uploads;
    }
    if (head.isUnder("/download")) {
      return downloads;
    }
    return head.isUnder("/file") ? metadata : control;
  }
}
