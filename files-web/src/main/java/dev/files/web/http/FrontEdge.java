package dev.files.web.http;

import dev.files.http.Edge;
import dev.files.http.Lane;

/**
 * The lanes of a front. Of the 128 threads that the server has by default the lanes leave some to
 * the server itself.
 */
public final class FrontEdge extends Edge {
  /** As many as wait for the database and the nodes at once; slow clients hold none. */
  private static final int TRANSFERS = 40;

  private static final int CONTROL = 32;

  /** Half of the connections that the server accepts by default. */
  private static final int LONGEST_LINE = 1024;

  private final Lane uploads = new Lane("uploads", TRANSFERS, LONGEST_LINE);
  private final Lane downloads = new Lane("downloads", TRANSFERS, LONGEST_LINE);
  private final Lane control = new Lane("calls", CONTROL, LONGEST_LINE);

  @Override
  protected Lane lane(String method, String rawPath) {
    if (isUnder("/upload", rawPath)) {
      return uploads;
    }
    return isUnder("/download", rawPath) ? downloads : control;
  }

  private static boolean isUnder(String root, String path) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}
