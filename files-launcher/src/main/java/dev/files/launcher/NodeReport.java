package dev.files.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A node as a front tells operators of it.
 *
 * @param id 32 hex digits
 * @param url where servers reach it
 * @param chunks copies that it has by name
 * @param reason why it is safe to remove, or is not: a sentence
 */
record NodeReport(
    String id,
    String url,
    String state,
    long chunks,
    long usedBytes,
    long capacityBytes,
    boolean safeToRemove,
    String reason,
    Instant lastPing) {
  static NodeReport of(JsonNode json) {
    return new NodeReport(
        json.path("id").asText(),
        json.path("url").asText(),
        json.path("state").asText(),
        json.path("chunks").asLong(),
        json.path("usedBytes").asLong(),
        json.path("capacityBytes").asLong(),
        json.path("safeToRemove").asBoolean(),
        json.path("reason").asText(),
        Instant.parse(json.path("lastPing").asText()));
  }
}
