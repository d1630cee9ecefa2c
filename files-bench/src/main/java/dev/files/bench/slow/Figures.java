package dev.files.bench.slow;

/**
 * What those who are not slow saw in one measurement.
 *
 * @param upload of 1 MiB
 * @param download of 1 MiB
 * @param live {@code GET /health/live}
 * @param ping {@code POST /ping} without a secret: 401
 * @param file {@code GET /file/{id}}
 * @param seconds that the measurement took
 */
public record Figures(
    Times upload, Times download, Times live, Times ping, Times file, double seconds) {
  /** The longest of all control answers, in milliseconds. */
  double controlMostMillis() {
    return Math.max(Math.max(live.mostMillis(), ping.mostMillis()), file.mostMillis());
  }

  long failures() {
    return upload.failures()
        + download.failures()
        + live.failures()
        + ping.failures()
        + file.failures();
  }
}
