package dev.files.web.http;

import dev.files.http.InlineTypes;
import dev.files.http.MediaType;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Media types of files: what a client says, else what the name suggests. */
public final class MediaTypes {
  public static final String UNKNOWN = "application/octet-stream";

  /** What fits into the column. */
  public static final int MAX_CHARS = 127;

  private static final int MAX_SHOWN_CHARS = 200;

  /** What a sender puts there that was not told a type: it says nothing about the file. */
  private static final Set<String> MEANINGLESS =
      Set.of("application/x-www-form-urlencoded", UNKNOWN);

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("aac", "audio/aac"),
          Map.entry("avif", "image/avif"),
          Map.entry("css", "text/css"),
          Map.entry("csv", "text/csv"),
          Map.entry("flac", "audio/flac"),
          Map.entry("gif", "image/gif"),
          Map.entry("gz", "application/gzip"),
          Map.entry("html", "text/html"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("js", "text/javascript"),
          Map.entry("json", "application/json"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("md", "text/markdown"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("opus", "audio/ogg"),
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
   * The type in normal form.
   *
   * @throws FilesException INVALID_VALUE when it is malformed
   */
  public static String check(String field, String type) {
    return MediaType.parse(type)
        .map(MediaType::toString)
        .filter(text -> text.length() <= MAX_CHARS)
        .orElseThrow(
            () ->
                new FilesException(
                    ProblemType.INVALID_VALUE,
                    field
                        + ": expected a media type such as text/plain, of at most "
                        + MAX_CHARS
                        + " characters; found "
                        + shown(type)));
  }

  /** Whether a browser may show the type as an image on a page of ours. */
  public static boolean harmlessImage(String type) {
    return InlineTypes.allow(type) && essence(type).startsWith("image/");
  }

  /** Type and subtype in lower case, without parameters; empty when the text is no media type. */
  public static String essence(String type) {
    return MediaType.parse(type).map(MediaType::essence).orElse("");
  }

  private static String shown(String text) {
    String cut = text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  private static String guess(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return BY_EXTENSION.getOrDefault(fileName.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
