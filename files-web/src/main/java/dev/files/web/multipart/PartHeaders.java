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

/**
 * The headers of a part.
 *
 * @param name of the form field
 * @param fileName present when the part is a file, also when it is empty: a file input without a
 *     choice
 * @param fields all headers, names in lower case
 */
public record PartHeaders(String name, Optional<String> fileName, Map<String, String> fields) {
  private static final int MAX_FIELDS = 16;

  public PartHeaders {
    fields = Map.copyOf(fields);
  }

  public Optional<String> field(String lowerCaseName) {
    return Optional.ofNullable(fields.get(lowerCaseName));
  }

  /**
   * Parses the headers of a part.
   *
   * @param block an empty first line, then header lines, each ended by CRLF
   */
  static PartHeaders parse(byte[] block) {
    Map<String, String> fields = new HashMap<>();
    for (String line : decode(block).split("\r\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      int colon = line.indexOf(':');
      // A line that begins with a space would continue the one before: gone since RFC 9112.
      if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw malformed("a header line has no name");
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      if (fields.put(name, line.substring(colon + 1).strip()) != null) {
        throw malformed(name + " stands twice in one part");
      }
      if (fields.size() > MAX_FIELDS) {
        throw malformed("a part has more than " + MAX_FIELDS + " headers");
      }
    }
    HeaderValue disposition =
        HeaderValue.parse(Optional.ofNullable(fields.get("content-disposition")).orElse(""));
    String name =
        disposition
            .parameter("name")
            .orElseThrow(() -> malformed("a part has no Content-Disposition with a name"));
    if (!disposition.value().equals("form-data")) {
      throw malformed("a part is not form-data");
    }
    Optional<String> fileName =
        disposition
            .extended("filename*")
            .or(() -> disposition.parameter("filename").map(HeaderValue::unescapeForm));
    return new PartHeaders(HeaderValue.unescapeForm(name), fileName, fields);
  }

  private static String decode(byte[] block) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(block)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("the headers of a part are not valid UTF-8");
    }
  }

  static FilesException malformed(String what) {
    return new FilesException(ProblemType.BAD_REQUEST, "The multipart body is malformed: " + what);
  }
}
