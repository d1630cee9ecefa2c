package dev.files.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of HTTP (RFC 9110, section 5.6.7): one form is written, three are read. */
public final class HttpDate {
  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
  private static final String LONG_DAY =
      "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
  private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
  private static final String TIME = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";

  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile(DAY + ", (?<day>\\d{2}) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT"),
          Pattern.compile(
              LONG_DAY + ", (?<day>\\d{2})-" + MONTH + "-(?<year>\\d{2}) " + TIME + " GMT"),
          Pattern.compile(DAY + " " + MONTH + " (?<day>\\d{2}| \\d) " + TIME + " (?<year>\\d{4})"));

  /** A year of two digits that would lie further ahead means the century before. */
  private static final int MOST_YEARS_AHEAD = 50;

  private HttpDate() {}

  /** IMF-fixdate; what is finer than a second is cut off. */
  public static String of(Instant instant) {
    return FIXED.format(instant);
  }

  /** The moment; empty when the text is in none of the three forms. */
  public static Optional<Instant> parse(String text) {
    return parse(text, Year.now(ZoneOffset.UTC).getValue());
  }

  static Optional<Instant> parse(String text, int thisYear) {
    for (Pattern form : FORMS) {
      Matcher matcher = form.matcher(text);
      if (matcher.matches()) {
        return moment(matcher, thisYear);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> moment(Matcher date, int thisYear) {
    String years = date.group("year");
    int year = Integer.parseInt(years);
    if (years.length() == 2) {
      year += thisYear - thisYear % 100;
      year -= year > thisYear + MOST_YEARS_AHEAD ? 100 : 0;
    }
    try {
      // The grammar allows for a leap second.
      int second = number(date, "second");
      return Optional.of(
          LocalDateTime.of(
                  year,
                  MONTHS.indexOf(date.group("month")) + 1,
                  number(date, "day"),
                  number(date, "hour"),
                  number(date, "minute"),
                  second == 60 ? 59 : second)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher date, String group) {
    return Integer.parseInt(date.group(group).strip());
  }
}
