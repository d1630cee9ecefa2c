package dev.files.web.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.nio.charset.StandardCharsets;

/**
 * The rule for names of files: 1 to 255 bytes of UTF-8 without control characters, those included
 * that turn the direction of writing: they make {@code fdp.exe} look like {@code exe.pdf}. Slashes
 * and dots are characters like any other: no file system ever sees a name.
 */
public final class FileName {
  public static final int MAX_BYTES = 255;

  private FileName() {}

  /**
   * Answers the name, unless it breaks the rule.
   *
   * @throws FilesException INVALID_VALUE that names the rule that was broken
   */
  public static String check(String name) {
    return check("name", name);
  }

  /**
   * The same for a name, or a part of one, that came in that field.
   *
   * @throws FilesException INVALID_VALUE that names the field and the rule that was broken
   */
  public static String check(String field, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          field + ": expected 1 to " + MAX_BYTES + " bytes of UTF-8, found " + bytes);
    }
    boolean bad =
        name.codePoints()
            .anyMatch(
                c ->
                    Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE
                        || (c >= 0x2028 && c <= 0x202E)
                        || (c >= 0x2066 && c <= 0x2069));
    if (bad) {
      throw new FilesException(
          ProblemType.INVALID_VALUE, field + ": control characters are not allowed in it");
    }
    return name;
  }
}
