package dev.files.web.http;

import dev.files.protocol.messages.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses a representation by the header {@code Accept} (RFC 9110, section 12.5.1). */
public final class Accept {
  /** Longer headers count as absent: a browser sends some 150 characters. */
  private static final int MAX_LENGTH = 2048;

  private Accept() {}

  /**
   * The offer with the highest quality; of equal ones that which is named most closely, then the
   * earlier. Empty when none is acceptable.
   *
   * @param header the value; null or empty accepts everything
   * @param offers media types without parameters, the default first
   */
  public static Optional<String> choose(Optional<String> header, List<String> offers) {
    String value = header.filter(h -> h.length() <= MAX_LENGTH && !h.isBlank()).orElse("*/*");
    Optional<String> best = Optional.empty();
    Match bestMatch = Match.NONE;
    for (String offer : offers) {
      Match match = match(value, offer);
      if (match.isBetterThan(bestMatch)) {
        best = Optional.of(offer);
        bestMatch = match;
      }
    }
    return best;
  }

  /** How much an offer is wanted, and how closely it is named. */
  private record Match(double quality, int rank) {
    static final Match NONE = new Match(0, -1);

    boolean isBetterThan(Match other) {
      return quality > other.quality
          || (quality > 0 && quality == other.quality && rank > other.rank);
    }
  }

  /** Whether a person reads the answer: HTML is asked for before JSON. */
  public static boolean prefersHtml(HttpServletRequest request) {
    return choose(
            Optional.ofNullable(request.getHeader("Accept")), List.of(Json.MEDIA_TYPE, "text/html"))
        .filter("text/html"::equals)
        .isPresent();
  }

  private static Match match(String header, String offer) {
    Match closest = Match.NONE;
    for (String member : header.split(",", -1)) {
      String[] parts = member.split(";", -1);
      int rank = rank(parts[0].strip().toLowerCase(Locale.ROOT), offer);
      if (rank > closest.rank()) {
        closest = new Match(weight(parts), rank);
      }
    }
    return closest;
  }

  /** How closely a range names the offer; -1 when it does not. */
  private static int rank(String range, String offer) {
    if (range.equals(offer)) {
      return 2;
    }
    if (range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1))) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        try {
          double q = Double.parseDouble(parameter.substring(2).strip());
          return q >= 0 && q <= 1 ? q : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
