package dev.files.launcher;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people type them. */
final class Durations {
  private static final Pattern SHORT =
      Pattern.compile("(\\d{1,6}D)?((?:\\d{1,6}H)?(?:\\d{1,6}M)?(?:\\d{1,6}S)?)");

  private Durations() {}

  /**
   * Parses {@code 2h}, {@code 1d12h}, {@code 90s}, or an ISO 8601 duration in days, hours, minutes
   * and seconds; empty for anything else, and for none at all or less.
   */
  static Optional<Duration> parse(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    Matcher parts = SHORT.matcher(upper);
    String iso = upper;
    if (parts.matches()) {
      String days = parts.group(1) == null ? "" : parts.group(1);
      iso = "P" + days + (parts.group(2).isEmpty() ? "" : "T" + parts.group(2));
    }
    try {
      return Optional.of(Duration.parse(iso)).filter(d -> !d.isNegative() && !d.isZero());
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The moment that lies so far ahead, in whole seconds; empty for what is no length of time. */
  static Optional<Instant> fromNow(String text) {
    return parse(text).map(length -> Instant.now().plus(length).truncatedTo(ChronoUnit.SECONDS));
  }
}
