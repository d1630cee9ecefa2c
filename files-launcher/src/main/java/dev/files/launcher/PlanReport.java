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
    return String.format(
        Locale.ROOT,
        "%s  %s%s  %s  %d of %d chunks, %.1f of %.1f MiB%s%s",
        id(),
        json.path("kind").asText(),
        node.isEmpty() ? "" : " of " + node,
        state(),
        json.path("chunksDone").asLong(),
        json.path("chunks").asLong(),
        json.path("bytesDone").asLong() / MEBIBYTE,
        json.path("bytes").asLong() / MEBIBYTE,
        pace(),
        json.hasNonNull("reason") ? ": " + json.path("reason").asText() : "");
  }

  private String pace() {
    if (!isOpen() && !state().equals("preview")) {
      return "";
    }
    String rate =
        String.format(
            Locale.ROOT, ", %.1f MiB/s", json.path("bytesPerSecond").asDouble() / MEBIBYTE);
    return json.hasNonNull("secondsLeft")
        ? rate + ", " + length(Duration.ofSeconds(json.path("secondsLeft").asLong())) + " left"
        : rate;
  }

  private static String length(Duration time) {
    return time.toHours() > 0
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
