package dev.files.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * How a content is cut into chunks. The code is what a {@link ContentRoot} covers and the database
 * stores.
 */
public enum Layout {
  /** Pieces of 4 MiB; the last one is what remains. */
  FIXED(1),
  /** 5 or 6 parts that differ by at most a byte, none under 1 MiB unless it is the only one. */
  EQUAL(2),
  /** One chunk. */
  WHOLE(3),
  /**
   * As a list of chunks that were on nodes already had it, of any sizes. Nobody can ask for it: it
   * is what remains when none of the others fits.
   */
  LISTED(4);

  private final int code;

  Layout(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The name in URLs and JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The layout that an upload may ask for under this name. */
  public static Optional<Layout> parse(String text) {
    for (Layout layout : values()) {
      if (layout != LISTED && layout.text().equals(text)) {
        return Optional.of(layout);
      }
    }
    return Optional.empty();
  }

  public static Layout ofCode(int code) {
    for (Layout layout : values()) {
      if (layout.code == code) {
        return layout;
      }
    }
    throw new IllegalArgumentException("no layout has the code " + code);
  }
}
