package dev.files.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public id of a file: 128 random bits as 22 characters of URL-safe Base64 (RFC 4648, section
 * 5, unpadded).
 */
public record FileId(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

  public FileId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a file id is 22 characters of URL-safe Base64");
    }
  }

  /** Parses exactly 22 URL-safe characters; empty for anything else. */
  public static Optional<FileId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new FileId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
