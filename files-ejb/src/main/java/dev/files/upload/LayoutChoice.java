package dev.files.upload;

import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import java.util.Optional;

/**
 * How the uploader wants a file to be cut.
 *
 * @param parts of layout EQUAL, 5 or 6; the other layouts do not look at it
 */
public record LayoutChoice(Layout layout, int parts) {
  static final int LEAST_PARTS = 5;
  static final int MOST_PARTS = 6;

  /** FIXED, what an uploader gets who says nothing. */
  public static final LayoutChoice DEFAULT = new LayoutChoice(Layout.FIXED, LEAST_PARTS);

  public LayoutChoice {
    if (parts < LEAST_PARTS || parts > MOST_PARTS) {
      throw new IllegalArgumentException("5 or 6 parts, found " + parts);
    }
  }

  /**
   * Parses the fields {@code layout} and {@code parts} of a request.
   *
   * @throws FilesException INVALID_VALUE that names field and value
   */
  public static LayoutChoice parse(Optional<String> layout, Optional<String> parts) {
    return new LayoutChoice(
        layout.map(LayoutChoice::layout).orElse(Layout.FIXED),
        parts.map(LayoutChoice::parts).orElse(LEAST_PARTS));
  }

  private static Layout layout(String text) {
    return Layout.parse(text)
        .orElseThrow(
            () ->
                new FilesException(
                    ProblemType.INVALID_VALUE,
                    "layout: expected fixed, equal or whole; found " + text));
  }

  private static int parts(String text) {
    return switch (text) {
      case "5" -> LEAST_PARTS;
      case "6" -> MOST_PARTS;
      default ->
          throw new FilesException(
              ProblemType.INVALID_VALUE, "parts: expected 5 or 6; found " + text);
    };
  }
}
