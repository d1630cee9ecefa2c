package dev.files.web.page;

import dev.files.settings.SharingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long the upload page offers to keep a file: what the settings allow, the default chosen. */
final class ExpiryChoices {
  private static final List<Duration> OFFERED =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(365));

  private ExpiryChoices() {}

  /** The options of the list, the shortest first. */
  static Html of(SharingSettings settings) {
    Optional<Duration> chosen = settings.defaultExpiry();
    String durations =
        Stream.concat(OFFERED.stream(), chosen.stream())
            .distinct()
            .filter(duration -> duration.compareTo(settings.longestExpiry()) <= 0)
            .sorted()
            .map(
                duration ->
                    option(
                        duration.toString(),
                        text(duration),
                        chosen.filter(duration::equals).isPresent()))
            .collect(Collectors.joining());
    return new Html(
        durations + (settings.allowsNever() ? option("never", "Always", chosen.isEmpty()) : ""));
  }

  private static String option(String value, String text, boolean selected) {
    return "<option value=\""
        + Html.escaped(value).text()
        + (selected ? "\" selected>" : "\">")
        + Html.escaped(text).text()
        + "</option>";
  }

  private static String text(Duration duration) {
    if (duration.equals(Duration.ofDays(365))) {
      return "1 year";
    }
    return Stream.of(
            count(duration.toDays(), "day"),
            count(duration.toHoursPart(), "hour"),
            count(duration.toMinutesPart(), "minute"),
            count(duration.toSecondsPart(), "second"))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  private static Optional<String> count(long number, String unit) {
    return number == 0
        ? Optional.empty()
        : Optional.of(number + " " + unit + (number == 1 ? "" : "s"));
  }
}
