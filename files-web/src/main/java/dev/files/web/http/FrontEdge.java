package dev.files.web.http;

import static java.util.Map.entry;

import dev.files.http.Edge;
import dev.files.http.Lane;
import dev.files.http.RequestHead;
import dev.files.http.Route;
import dev.files.protocol.config.Settings;
import java.time.Duration;
import java.util.Map;

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

  /**
   * Each looks for a moment, at most every second; all of them may wait for a database that hangs.
   */
  private static final int LISTENERS = 4;

  /** Half of the connections that the server accepts by default. */
  private static final int LONGEST_LINE = 1024;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Lane control = lane("calls", CONTROL);
  private final Route upload = route("upload", lane("uploads", TRANSFERS));
  private final Route download = route("download", lane("downloads", TRANSFERS));
  private final Route file = route("file", lane("calls for metadata", METADATA));
  private final Route other = route("other", control);

  /** Open as long as somebody watches: it would spoil the times of the calls. */
  private final Route events = route("events", lane("listeners", LISTENERS));

  /** By the first segment of the path, as it was sent. */
  private final Map<String, Route> calls =
      Map.ofEntries(
          entry("upload", upload),
          entry("download", download),
          entry("file", file),
          entry("files", file),
          call("keys"),
          call("ping"),
          call("active-nodes"),
          call("health"),
          call("admin"),
          call("session"),
          call("metrics"),
          call("openapi"));

  /** With the rates that the environment sets. */
  public FrontEdge() {
    super(Settings.ofEnvironment());
  }

  private static Lane lane(String work, int threads) {
    return new Lane(work, threads, LONGEST_LINE, LONGEST_WAIT);
  }

  private Map.Entry<String, Route> call(String name) {
    return entry(name, route(name, control));
  }

  @Override
  protected Route route(RequestHead head) {
    return head.isUnder("/admin/events") ? events : calls.getOrDefault(head.firstSegment(), other);
  }
}
