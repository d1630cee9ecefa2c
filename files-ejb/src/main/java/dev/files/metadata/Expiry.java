package dev.files.metadata;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.format.DateTimeParseException;

/** When a file ceases to be. A duration counts from the upload, by the database's clock. */
public sealed interface Expiry {
  /** The longest time ahead: 100 years. Later than that is written as never. */
  Duration MOST = Duration.ofDays(36_525);

  /** The shortest, a microsecond: the database's clock knows no less. */
  Duration LEAST = Duration.ofNanos(1000);

  /** No end. */
  record Never() implements Expiry {}

  /** So long after the upload. */
  record After(Duration duration) implements Expiry {}

  /** At a moment. */
  record At(Instant instant) implements Expiry {}

  Expiry NEVER = new Never();

  /** How far the end lies ahead; further than {@link #MOST} when there is none. */
  static Duration ahead(Expiry expiry, Instant now) {
    if (expiry instanceof After after) {
      return after.duration();
    }
    return expiry instanceof At at
        ? Duration.between(now, at.instant())
        : Duration.ofSeconds(Long.MAX_VALUE);
  }

  /**
   * Parses {@code never}, an ISO 8601 duration ({@code PT1H}, {@code P7D}, {@code P1M} of 30 days)
   * or an RFC 3339 instant.
   *
   * @param now for the check that an instant lies ahead; the database judges again
   * @throws FilesException INVALID_VALUE that names field and value
   */
  static Expiry parse(String text, Instant now) {
    if (text.equals("never")) {
      return NEVER;
    }
    try {
      Expiry expiry =
          text.startsWith("P")
              ? new After(duration(text))
              : new At(OffsetDateTime.parse(text).toInstant());
      Duration ahead = ahead(expiry, now);
      if (ahead.compareTo(LEAST) >= 0 && ahead.compareTo(MOST) <= 0) {
        return expiry;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // Told below.
    }
    throw new FilesException(
        ProblemType.INVALID_VALUE,
        "expires: expected never, an ISO 8601 duration such as P7D or PT1H, or a future RFC 3339"
            + " instant, at most 100 years ahead; found "
            + text);
  }

  private static Duration duration(String text) {
    if (text.contains("T")) {
      return Duration.parse(text);
    }
    if (text.endsWith("D") && !text.contains("M") && !text.contains("Y") && !text.contains("W")) {
      return Duration.parse(text);
    }
    Period period = Period.parse(text);
    return Duration.ofDays(
        Math.addExact(
            Math.addExact(
                Math.multiplyExact(period.getYears(), 365L),
                Math.multiplyExact(period.getMonths(), 30L)),
            period.getDays()));
  }
}
