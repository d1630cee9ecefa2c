package dev.files.metadata;

import dev.files.protocol.FileId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of all files, the latest first: behind the one with this moment and id. */
public record FilePlace(Instant uploaded, FileId id) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,17})\\.([A-Za-z0-9_-]{22})");

  /** Parses what {@link #toString} gives; empty for anything else. */
  public static Optional<FilePlace> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? FileId.parse(parts.group(2))
            .map(
                id ->
                    new FilePlace(
                        Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS), id))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, uploaded) + "." + id.text();
  }
}
