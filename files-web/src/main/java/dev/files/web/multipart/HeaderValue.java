package dev.files.web.multipart;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A header value with parameters, {@code form-data; name="a"; filename="b.txt"}.
 *
 * @param value before the first semicolon, in lower case
 * @param parameters by name in lower case, unquoted
 */
record HeaderValue(String value, Map<String, String> parameters) {
  private static final String FORM_DATA = "multipart/form-data";

  /** RFC 2046, section 5.1.1: 1 to 70 characters, the last one no space. */
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  /** The boundary that a Content-Type names. */
  static String boundary(String contentType) {
    HeaderValue parsed = parse(contentType);
    if (!parsed.value().equals(FORM_DATA)) {
      throw new FilesException(
          ProblemType.UNSUPPORTED_MEDIA,
          "POST /upload takes " + FORM_DATA + "; a raw body goes to PUT /upload/{name}");
    }
    return parsed
        .parameter("boundary")
        .filter(boundary -> BOUNDARY.matcher(boundary).matches())
        .orElseThrow(() -> PartHeaders.malformed("Content-Type has no valid boundary"));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A parameter in the form {@code UTF-8''percent-escapes} (RFC 8187). */
  Optional<String> extended(String name) {
    return parameter(name)
        .map(
            text -> {
              String[] parts = text.split("'", 3);
              if (parts.length != 3 || !parts[0].equalsIgnoreCase("utf-8")) {
                throw PartHeaders.malformed(name + " is not UTF-8''… (RFC 8187)");
              }
              return percentDecode(name, parts[2]);
            });
  }

  /** Browsers escape just these three in names (WHATWG HTML, multipart/form-data encoding). */
  static String unescapeForm(String text) {
    return text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
  }

  static HeaderValue parse(String text) {
    int semicolon = text.indexOf(';');
    String value = semicolon < 0 ? text : text.substring(0, semicolon);
    Map<String, String> parameters = new HashMap<>();
    int at = semicolon < 0 ? text.length() : semicolon + 1;
    while (at < text.length()) {
      // A semicolon may be followed by nothing (RFC 9110, section 5.6.6).
      if (text.charAt(at) == ';' || text.charAt(at) == ' ' || text.charAt(at) == '\t') {
        at++;
        continue;
      }
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        throw PartHeaders.malformed("a header parameter has no value");
      }
      String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
      StringBuilder unquoted = new StringBuilder();
      at = parameterValue(text, equals + 1, unquoted);
      if (parameters.put(name, unquoted.toString()) != null) {
        throw PartHeaders.malformed("a header parameter stands twice");
      }
    }
    return new HeaderValue(value.strip().toLowerCase(Locale.ROOT), parameters);
  }

  /** Reads a token or a quoted string; returns the index behind the next semicolon. */
  private static int parameterValue(String text, int start, StringBuilder into) {
    int at = start;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at == text.length() || text.charAt(at) != '"') {
      int end = text.indexOf(';', at);
      into.append(text, at, end < 0 ? text.length() : end);
      into.replace(0, into.length(), into.toString().strip());
      return end < 0 ? text.length() : end + 1;
    }
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      // A backslash is a character of its own (browsers send it so) unless it protects another.
      boolean escape =
          text.charAt(at) == '\\'
              && at + 1 < text.length()
              && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
      into.append(text.charAt(escape ? ++at : at));
    }
    if (at == text.length()) {
      throw PartHeaders.malformed("a quoted string has no end");
    }
    int end = text.indexOf(';', at);
    if (!text.substring(at + 1, end < 0 ? text.length() : end).isBlank()) {
      throw PartHeaders.malformed("a quoted string is followed by something else");
    }
    return end < 0 ? text.length() : end + 1;
  }

  private static String percentDecode(String name, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        throw PartHeaders.malformed(name + " has a character that must be escaped");
      }
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw PartHeaders.malformed(name + " has a bad percent escape");
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw PartHeaders.malformed(name + " is not valid UTF-8");
    }
  }
}
