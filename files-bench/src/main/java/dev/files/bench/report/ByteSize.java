package dev.files.bench.report;

import java.util.Locale;
import java.util.Map;

/** Sizes as people write them: {@code 16KiB}, {@code 4MiB}, {@code 1GiB}, {@code 1000}. */
public record ByteSize(long bytes) {
  private static final Map<String, Integer> SHIFT_BY_UNIT =
      Map.of("", 0, "b", 0, "k", 10, "kib", 10, "m", 20, "mib", 20, "g", 30, "gib", 30);

  /** Larger than any disk that a bench should fill, and far from overflow. */
  private static final long MOST_BYTES = 1L << 44;

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException for what is not a whole number with one of these units
   */
  public static ByteSize parse(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
      digits++;
    }
    Integer shift = SHIFT_BY_UNIT.get(trimmed.substring(digits).strip());
    if (shift == null || digits == 0 || digits > 13) {
      throw new IllegalArgumentException("not a size such as 16KiB, 4MiB, 1GiB or 1000: " + text);
    }
    long number = Long.parseLong(trimmed.substring(0, digits));
    if (number > MOST_BYTES >> shift) {
      throw new IllegalArgumentException("larger than 16 TiB: " + text);
    }
    return new ByteSize(number << shift);
  }

  @Override
  public String toString() {
    if (bytes > 0 && bytes % (1 << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    if (bytes > 0 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    if (bytes > 0 && bytes % (1 << 10) == 0) {
      return (bytes >> 10) + " KiB";
    }
    return bytes + " B";
  }
}
