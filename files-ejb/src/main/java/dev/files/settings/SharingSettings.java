package dev.files.settings;

import dev.files.protocol.config.Settings;
import dev.files.protocol.http.Origins;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What those who share files meet.
 *
 * @param defaultExpiry how long a file lasts when its uploader says nothing; empty: for ever
 * @param longestExpiry the longest time that may be asked for
 * @param allowsNever whether a file may last for ever
 * @param linkValidity of signed URLs on nodes: long enough to follow a redirect, or to resume soon
 * @param origins whose pages may upload, change and read by script
 */
public record SharingSettings(
    Optional<Duration> defaultExpiry,
    Duration longestExpiry,
    boolean allowsNever,
    Duration linkValidity,
    Origins origins) {
  private static final String NEVER = "never";
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration CENTURY = Duration.ofDays(36_525);
  private static final Duration LEAST = Duration.ofSeconds(1);

  public SharingSettings {
    if (defaultExpiry.isEmpty() && !allowsNever) {
      throw new IllegalArgumentException(
          "FILES_DEFAULT_EXPIRY must be a duration where files may not last for ever, found never");
    }
    if (defaultExpiry.isPresent() && defaultExpiry.get().compareTo(longestExpiry) > 0) {
      throw new IllegalArgumentException(
          "FILES_DEFAULT_EXPIRY must be at most FILES_LONGEST_EXPIRY, found "
              + defaultExpiry.get()
              + " and "
              + longestExpiry);
    }
  }

  static SharingSettings from(Settings settings) {
    Optional<String> longest = settings.text("FILES_LONGEST_EXPIRY");
    Duration most = longest.map(text -> duration("FILES_LONGEST_EXPIRY", text)).orElse(CENTURY);
    String otherwise =
        settings
            .text("FILES_DEFAULT_EXPIRY")
            .orElse(most.compareTo(WEEK) < 0 ? most.toString() : WEEK.toString());
    return new SharingSettings(
        otherwise.equals(NEVER)
            ? Optional.empty()
            : Optional.of(duration("FILES_DEFAULT_EXPIRY", otherwise)),
        most,
        // Who sets a longest time does not mean that it can be had for ever.
        yes(settings, "FILES_ALLOW_NEVER", longest.isEmpty()),
        settings.seconds("FILES_LINK_SECONDS", 300, 1, 86_400),
        Origins.parse("FILES_ALLOWED_ORIGINS", settings.text("FILES_ALLOWED_ORIGINS", "")));
  }

  private static Duration duration(String name, String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(LEAST) >= 0 && duration.compareTo(CENTURY) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        name
            + " must be an ISO 8601 duration of days and less, such as P7D or PT12H, of at most 100"
            + " years; found "
            + text);
  }

  private static boolean yes(Settings settings, String name, boolean otherwise) {
    String text = settings.text(name, Boolean.toString(otherwise));
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new IllegalArgumentException(name + " must be true or false, found " + text);
  }
}
