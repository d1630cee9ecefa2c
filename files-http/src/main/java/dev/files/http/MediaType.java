package dev.files.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type (RFC 9110, section 8.3.1) with its parameters (section 5.6.6), read as widely as the
 * grammar goes and written in one form: {@code text/html;charset=utf-8}.
 *
 * @param type in lower case
 * @param subtype in lower case
 * @param parameters by name in lower case, unquoted, in the order they came; of two with the same
 *     name the first
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  public MediaType {
    parameters = new LinkedHashMap<>(parameters);
  }

  /** Reads a media type; empty when it is malformed. */
  public static Optional<MediaType> parse(String text) {
    return new Reader(text).mediaType();
  }

  @Override
  public Map<String, String> parameters() {
    return java.util.Collections.unmodifiableMap(parameters);
  }

  public Optional<String> parameter(String lowerCaseName) {
    return Optional.ofNullable(parameters.get(lowerCaseName));
  }

  /** Type and subtype. */
  public String essence() {
    return type + '/' + subtype;
  }

  /**
   * In normal form, printable ASCII. Values of parameters with other characters have no meaning
   * that all would agree on (section 5.5): they are left out.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(essence());
    parameters.forEach(
        (name, value) -> {
          if (value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            text.append(';').append(name).append('=').append(quoted(name, value));
          }
        });
    return text.toString();
  }

  private static String quoted(String name, String value) {
    if (!value.isEmpty() && value.chars().allMatch(c -> isToken((char) c))) {
      // The only one that is known not to care for case (section 8.3.2).
      return name.equals("charset") ? value.toLowerCase(Locale.ROOT) : value;
    }
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i) == '\t' ? ' ' : value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    return text.append('"').toString();
  }

  private static boolean isToken(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** Goes through the text once, from the left. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
      space();
    }

    Optional<MediaType> mediaType() {
      String type = token();
      boolean slash = next('/');
      String subtype = token();
      if (type.isEmpty() || !slash || subtype.isEmpty()) {
        return Optional.empty();
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      while (at < text.length()) {
        space();
        if (at == text.length()) {
          break;
        }
        if (!next(';')) {
          return Optional.empty();
        }
        space();
        // A semicolon may be followed by nothing.
        if (at == text.length() || text.charAt(at) == ';') {
          continue;
        }
        String name = token().toLowerCase(Locale.ROOT);
        Optional<String> value = next('=') && !name.isEmpty() ? value() : Optional.empty();
        if (value.isEmpty()) {
          return Optional.empty();
        }
        parameters.putIfAbsent(name, value.get());
      }
      return Optional.of(
          new MediaType(
              type.toLowerCase(Locale.ROOT), subtype.toLowerCase(Locale.ROOT), parameters));
    }

    private Optional<String> value() {
      if (next('"')) {
        return quotedString();
      }
      return Optional.of(token()).filter(token -> !token.isEmpty());
    }

    private Optional<String> quotedString() {
      StringBuilder value = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return Optional.of(value.toString());
        }
        if (c == '\\') {
          if (at == text.length()) {
            break;
          }
          c = text.charAt(at++);
        }
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          break;
        }
        value.append(c);
      }
      return Optional.empty();
    }

    private String token() {
      int start = at;
      while (at < text.length() && isToken(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    private boolean next(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void space() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
