package dev.files.node.http;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The raw query of a request. The container's own parameters are not used: asking for them makes it
 * parse a body that calls itself a form.
 */
final class Query {
  private static final int MAX_CHARS = 4096;
  private static final int MAX_SHOWN_CHARS = 80;

  private final Map<String, String> values = new HashMap<>();

  /**
   * @param raw the query without its question mark; empty when there is none
   * @throws FilesException BAD_REQUEST when it is too long, malformed or names a value twice
   */
  Query(String raw) {
    if (raw.length() > MAX_CHARS) {
      throw new FilesException(
          ProblemType.BAD_REQUEST, "The query has more than " + MAX_CHARS + " characters");
    }
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
        throw new FilesException(
            ProblemType.BAD_REQUEST, "The query names " + shown(name) + " twice");
      }
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<ChunkId> chunkId(String name) {
    String text = values.get(name);
    return text == null
        ? Optional.empty()
        : Optional.of(
            ChunkId.parse(text)
                .orElseThrow(
                    () -> invalid(name, text, "64 lower-case hex digits (a SHA-256 value)")));
  }

  Optional<Long> number(String name, long least, long most) {
    String text = values.get(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw invalid(name, text, "a number from " + least + " to " + most);
  }

  private static FilesException invalid(String name, String value, String expected) {
    return new FilesException(
        ProblemType.INVALID_VALUE, name + " must be " + expected + ", found " + shown(value));
  }

  private static String shown(String text) {
    String cut = text.length() > MAX_SHOWN_CHARS ? text.substring(0, MAX_SHOWN_CHARS) : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FilesException(ProblemType.BAD_REQUEST, "The query is not well-formed", e);
    }
  }
}
