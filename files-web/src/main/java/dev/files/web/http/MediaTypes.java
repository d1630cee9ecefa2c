package dev.files.web.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Media types of files: what a client says, else what the name suggests. */
public final class MediaTypes {
  public static final String UNKNOWN = "application/octet-stream";

  /** What fits into the column. */
  public static final int MAX_CHARS = 127;

  private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]+";
  private static final Pattern FORM =
      Pattern.compile(
          TOKEN
              + "/"
              + TOKEN
              + "(?:[ \\t]*;[ \\t]*"
              + TOKEN
              + "=(?:"
              + TOKEN
              + "|\"[ !#-\\[\\]-~]*\"))*");

  /** What a sender puts there that was not told a type: it says nothing about the file. */
  private static final Set<String> MEANINGLESS =
      Set.of("application/x-www-form-urlencoded", UNKNOWN);

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("avif", "image/avif"),
          Map.entry("css", "text/css"),
          Map.entry("csv", "text/csv"),
          Map.entry("gif", "image/gif"),
          Map.entry("gz", "application/gzip"),
          Map.entry("html", "text/html"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("js", "text/javascript"),
          Map.entry("json", "application/json"),
          Map.entry("md", "text/markdown"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("png", "image/png"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("tar", "application/x-tar"),
          Map.entry("txt", "text/plain"),
          Map.entry("wav", "audio/wav"),
          Map.entry("webm", "video/webm"),
          Map.entry("webp", "image/webp"),
          Map.entry("xml", "application/xml"),
          Map.entry("zip", "application/zip"));

  /** What a browser may show under our name: it runs nothing and asks nobody. */
  private static final Set<String> HARMLESS =
      Set.of(
          "audio/mpeg",
          "audio/ogg",
          "audio/wav",
          "image/avif",
          "image/gif",
          "image/jpeg",
          "image/png",
          "image/webp",
          "text/plain",
          "video/mp4",
          "video/webm");

  private MediaTypes() {}

  /**
   * The type of a file that is uploaded.
   *
   * @param announced the value of {@code Content-Type}
   * @throws FilesException INVALID_VALUE when it is malformed
   */
  public static String of(Optional<String> announced, String fileName) {
    String type = announced.map(String::strip).filter(t -> !t.isEmpty()).orElse(UNKNOWN);
    return MEANINGLESS.contains(essence(type)) ? guess(fileName) : check("Content-Type", type);
  }

  /**
   * Answers the type, unless it is malformed.
   *
   * @throws FilesException INVALID_VALUE when it is malformed
   */
  public static String check(String field, String type) {
    if (type.length() > MAX_CHARS || !FORM.matcher(type).matches()) {
      throw new FilesException(
          ProblemType.INVALID_VALUE,
          field + ": expected a media type of at most " + MAX_CHARS + " characters");
    }
    return type;
  }

  public static boolean harmless(String type) {
    return HARMLESS.contains(essence(type));
  }

  public static boolean harmlessImage(String type) {
    return harmless(type) && essence(type).startsWith("image/");
  }

  /** Type and subtype in lower case, without parameters. */
  public static String essence(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  private static String guess(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return BY_EXTENSION.getOrDefault(fileName.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
