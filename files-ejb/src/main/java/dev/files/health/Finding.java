package dev.files.health;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a probe found.
 *
 * @param data for everybody: no secrets, no addresses
 */
record Finding(boolean well, Map<String, Object> data) {
  static final String WHY = "why";

  static Finding well(Map<String, Object> data) {
    return new Finding(true, data);
  }

  static Finding ill(String why) {
    return ill(why, Map.of());
  }

  static Finding ill(String why, Map<String, Object> more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put(WHY, why);
    data.putAll(more);
    return new Finding(false, data);
  }

  /** Only the kind of a failure: its words name addresses, and everybody may ask for health. */
  static Finding failed(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return ill("It does not answer", Map.of("cause", root.getClass().getSimpleName()));
  }
}
