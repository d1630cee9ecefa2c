package dev.files.web.page;

import java.util.Locale;

/** Sizes as people read them. */
final class Sizes {
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB", "EB"};
  private static final int STEP = 1000;

  private Sizes() {}

  /** Decimal units, three digits at most: {@code 4.19 MB}. */
  static String text(long bytes) {
    if (bytes == 1) {
      return "1 byte";
    }
    double value = bytes;
    int unit = 0;
    // What would be rounded up to 1000 goes to the next unit.
    while (value >= STEP - 0.5 && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    String format =
        unit == 0 || value >= 99.95 ? "%.0f %s" : value >= 9.995 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ENGLISH, format, value, UNITS[unit]);
  }
}
