package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;

/** A plan as a front tells operators of it. */
record PlanReport(JsonNode json) {
  private static final double MEBIBYTE = 1 << 20;

  String id() {
    return json.path("id").asText("preview");
  }

  String state() {
    return json.path("state").asText();
  }

  boolean isOpen() {
    return state().equals("running") || state().equals("paused");
  }

  /** One line for people. */
  @Override
  public String toString() {
    String node = json.path("node").asText();
    return String.join(
            "  ",
            id(),
            json.path("kind").asText() + (node.isEmpty() ? "" : " of " + node),
            state(),
            json.path("kind").asText().equals("maintenance") ? held() : moved())
        + (json.hasNonNull("secondsLeft") ? ", " + length(json.path("secondsLeft").asLong()) : "")
        + (json.hasNonNull("reason") ? ": " + json.path("reason").asText() : "");
  }

  private String held() {
    return String.format(
        Locale.ROOT, "%d chunks, %.1f MiB on it", json.path("chunks").asLong(), mebibytes("bytes"));
  }

  private String moved() {
    return String.format(
        Locale.ROOT,
        "%d of %d chunks, %.1f of %.1f MiB, %.1f MiB/s",
        json.path("chunksDone").asLong(),
        json.path("chunks").asLong(),
        mebibytes("bytesDone"),
        mebibytes("bytes"),
        mebibytes("bytesPerSecond"));
  }

  private double mebibytes(String field) {
    return json.path(field).asDouble() / MEBIBYTE;
  }

  private static String length(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    return time.toHours() > 0
        ? time.toHours() + " h " + time.toMinutesPart() + " min left"
        : time.toMinutes() > 0 ? time.toMinutes() + " min left" : seconds + " s left";
  }
}
