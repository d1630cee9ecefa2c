package dev.files.http;

import java.util.Map;

/**
 * What a browser may show under our name: media types that run nothing and ask nobody. Everything
 * else is saved. A document of a browser around a film is a document of ours, so each kind has the
 * narrowest policy (Content Security Policy, level 3) under which it works.
 */
public final class InlineTypes {
  /** For whatever is saved and not shown: nothing is allowed. */
  public static final String NOTHING = "sandbox; default-src 'none'";

  private static final String IMAGE = "sandbox; default-src 'none'; img-src 'self'";

  /** Without sandbox: it takes the origin away, and the player then may not load its own film. */
  private static final String MEDIA = "default-src 'none'; media-src 'self'";

  private static final Map<String, String> POLICIES =
      Map.ofEntries(
          Map.entry("audio/aac", MEDIA),
          Map.entry("audio/flac", MEDIA),
          Map.entry("audio/mp4", MEDIA),
          Map.entry("audio/mpeg", MEDIA),
          Map.entry("audio/ogg", MEDIA),
          Map.entry("audio/wav", MEDIA),
          Map.entry("audio/wave", MEDIA),
          Map.entry("audio/webm", MEDIA),
          Map.entry("audio/x-m4a", MEDIA),
          Map.entry("audio/x-wav", MEDIA),
          Map.entry("image/avif", IMAGE),
          Map.entry("image/gif", IMAGE),
          Map.entry("image/jpeg", IMAGE),
          Map.entry("image/png", IMAGE),
          Map.entry("image/webp", IMAGE),
          Map.entry("text/plain", NOTHING),
          Map.entry("video/mp4", MEDIA),
          Map.entry("video/ogg", MEDIA),
          Map.entry("video/webm", MEDIA));

  private InlineTypes() {}

  /** Whether browsers may show the type. */
  public static boolean allow(String mediaType) {
    return POLICIES.containsKey(essence(mediaType));
  }

  /** The value of {@code Content-Security-Policy} for a body. */
  public static String policy(boolean inline, String mediaType) {
    return inline ? POLICIES.getOrDefault(essence(mediaType), NOTHING) : NOTHING;
  }

  private static String essence(String mediaType) {
    return MediaType.parse(mediaType).map(MediaType::essence).orElse("");
  }
}
