package dev.files.node.http;

import dev.files.http.CrossOrigin;
import dev.files.http.Edge;
import dev.files.http.Lane;
import dev.files.http.RequestHead;
import dev.files.http.Route;
import dev.files.protocol.config.Settings;
import dev.files.protocol.http.Origins;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;

/**
 * The lanes of a node. Stores that go to files of their own, and copies, take long: they have lanes
 * of their own, lest they stand before those that take a moment. What waits for another node waits
 * for its reads, and no read waits for anybody.
 */
public final class NodeEdge extends Edge {
  private static final int CONTROL = 8;

  /** Beyond that a store goes to a file; see the store's reception. */
  private static final long LARGE_BYTES = 8L << 20;

  private final Route reads;
  private final Route downloads;
  private final Route stores;
  private final Route streams;
  private final Route copies;
  private final Route changes;
  private final Route control;
  private final CrossOrigin pages;

  /** With the limits that the environment sets. */
  public NodeEdge() {
    this(Settings.ofEnvironment(), HttpLimits.of(Settings.ofEnvironment()));
  }

  /**
   * With limits of its own.
   *
   * @param settings for the least rates
   */
  public NodeEdge(Settings settings, HttpLimits limits) {
    super(settings);
    int half = Math.max(1, limits.writes() / 2);
    this.reads = route("read", lane("reads", limits.reads(), limits));
    this.downloads = route("download", lane("downloads", limits.signedReads(), limits));
    this.stores = route("store", lane("writes", limits.writes(), limits));
    this.streams = route("store large", lane("large writes", half, limits));
    this.copies = route("copy", lane("copies", half, limits));
    this.changes = route("change", lane("changes", half, limits));
    this.control = route("other", lane("calls", CONTROL, limits));
    this.pages =
        CrossOrigin.ofRedirected(
            Origins.parse("FILES_ALLOWED_ORIGINS", settings.text("FILES_ALLOWED_ORIGINS", "")));
  }

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    super.handleDeployment(deployment, context);
    context.setAttribute(CrossOrigin.class.getName(), pages);
  }

  private static Lane lane(String work, int threads, HttpLimits limits) {
    return new Lane(work, threads, 2 * threads, limits.placeWait());
  }

  @Override
  protected Route route(RequestHead head) {
    if (!head.isUnder(ChunkServlet.ROOT)) {
      return control;
    }
    if (head.method().equals("GET") || head.method().equals("HEAD")) {
      return head.has("Authorization") ? reads : downloads;
    }
    String path = head.rawPath();
    if (path.equals(ChunkServlet.ROOT)) {
      long length = head.contentLength();
      return length >= 0 && length <= LARGE_BYTES ? stores : streams;
    }
    if (path.equals(ChunkServlet.READ)) {
      return reads;
    }
    return path.endsWith("/copy") || path.equals(ChunkServlet.COPIES) ? copies : changes;
  }
}
