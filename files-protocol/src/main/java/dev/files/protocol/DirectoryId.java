package dev.files.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of the data in a node's directory: 128 random bits as 32 lower-case hex digits, made
 * once beside the chunks. A node that keeps its id and shows another one of these has lost its
 * chunks.
 */
public record DirectoryId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public DirectoryId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a directory id is 32 lower-case hex digits");
    }
  }

  /** Parses exactly 32 lower-case hex digits; empty for anything else. */
  public static Optional<DirectoryId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new DirectoryId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return hex;
  }
}
