package dev.files.keys;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of an API key, which is no secret. */
public record KeyId(UUID uuid) {
  /** As they are answered: the JDK's parser takes much that is no UUID. */
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Parses the form that {@link #toString} gives; empty for anything else. */
  public static Optional<KeyId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new KeyId(UUID.fromString(text)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
