package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The path and the query as the client wrote them, decoded here and strictly. The server's own
 * decoding cuts names at {@code ;}, and its parameters swallow a body that pretends to be a form.
 *
 * @param segments of the path behind the first slash, decoded; a {@code %2F} stays within its
 *     segment
 */
public record RequestTarget(List<String> segments, Map<String, String> query) {
  private static final int MAX_SHOWN_CHARS = 80;

  /** More than any call knows. */
  private static final int MAX_PARAMETERS = 32;

  public RequestTarget {
    segments = List.copyOf(segments);
    query = Map.copyOf(query);
  }

  /**
   * Parses what the client wrote.
   *
   * @throws FilesException BAD_REQUEST when a percent escape, the UTF-8 or the query is malformed
   */
  public static RequestTarget of(HttpServletRequest request) {
    return of(request.getRequestURI(), Optional.ofNullable(request.getQueryString()).orElse(""));
  }

  static RequestTarget of(String rawPath, String rawQuery) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      segments.add(decode(segment));
    }
    return new RequestTarget(segments, parameters(rawQuery));
  }

  /** The segment at a place, from 0. */
  public Optional<String> segment(int index) {
    return index < segments.size() ? Optional.of(segments.get(index)) : Optional.empty();
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /**
   * A parameter that is yes or no; absent is no.
   *
   * @throws FilesException INVALID_VALUE when the parameter is neither {@code true} nor {@code
   *     false}
   */
  public boolean flag(String name) {
    String value = query.getOrDefault(name, "false");
    if (value.equals("true")) {
      return true;
    }
    if (value.equals("false")) {
      return false;
    }
    throw new FilesException(
        ProblemType.INVALID_VALUE, name + ": expected true or false, found " + value);
  }

  /**
   * A parameter that is a whole number.
   *
   * @throws FilesException INVALID_VALUE when it is none, or out of bounds
   */
  public OptionalLong number(String name, long least, long most) {
    String text = query.get(name);
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw invalid(name, text, "a number from " + least + " to " + most);
  }

  /** What is wrong with a parameter, for rules that only the caller knows. */
  public static FilesException invalid(String name, String found, String expected) {
    String shown = found.length() > MAX_SHOWN_CHARS ? found.substring(0, MAX_SHOWN_CHARS) : found;
    return new FilesException(
        ProblemType.INVALID_VALUE,
        name + " must be " + expected + ", found \"" + shown.replaceAll("\\p{Cntrl}", "?") + '"');
  }

  /**
   * Refuses parameters that the call does not know: a misspelt {@code expires} must not make a file
   * that stays for ever.
   */
  public void allowOnly(Set<String> known) {
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        throw new FilesException(
            ProblemType.INVALID_VALUE,
            name + ": no such parameter here; known are " + known.stream().sorted().toList());
      }
    }
  }

  private static Map<String, String> parameters(String rawQuery) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw new FilesException(ProblemType.BAD_REQUEST, name + " stands twice in the query");
      }
      if (parameters.size() > MAX_PARAMETERS) {
        throw new FilesException(
            ProblemType.BAD_REQUEST, "the query has more than " + MAX_PARAMETERS + " parameters");
      }
    }
    return parameters;
  }

  /**
   * Decodes percent escapes (RFC 3986, section 2.1). A plus is a plus, in the query too: what is
   * passed there are instants such as {@code 2030-01-01T00:00:00+01:00}.
   */
  private static String decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < raw.length();
        int high = whole ? hexDigit(raw.charAt(i + 1)) : -1;
        int low = whole ? hexDigit(raw.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw malformed("a percent sign is not followed by two hex digits");
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c > 0x20 && c < 0x7f) {
        bytes.put((byte) c);
      } else {
        throw malformed("a character that must be percent-encoded is not");
      }
    }
    try {
      // The decoder of the JDK reports overlong forms and surrogates as malformed.
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the percent escapes are not valid UTF-8");
    }
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static FilesException malformed(String what) {
    return new FilesException(ProblemType.BAD_REQUEST, "The URL is malformed: " + what);
  }
}
