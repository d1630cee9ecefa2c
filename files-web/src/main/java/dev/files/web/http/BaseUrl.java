package dev.files.web.http;

import dev.files.http.HostHeader;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;

/**
 * The base of absolute URLs in answers.
 *
 * @param text without a slash at the end
 */
public record BaseUrl(String text) {
  private static final String UNRESERVED = "-._~";

  /**
   * The configured URL, else what the request's {@code Host} says.
   *
   * @throws FilesException BAD_REQUEST when it is needed and is no host
   */
  public static BaseUrl of(HttpServletRequest request, Optional<URI> configured) {
    if (configured.isPresent()) {
      String url = configured.get().toString();
      return new BaseUrl(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }
    String host =
        HostHeader.parse(Collections.list(request.getHeaders("Host")))
            .orElseThrow(
                () ->
                    new FilesException(
                        ProblemType.BAD_REQUEST,
                        "Host is missing or malformed: links are made of it"));
    // A proxy that we believe may say anything.
    String scheme = request.getScheme().equalsIgnoreCase("https") ? "https" : "http";
    return new BaseUrl(scheme + "://" + host);
  }

  /** The URL of the path that the segments make, percent-encoded. */
  public String resolve(String... segments) {
    StringBuilder url = new StringBuilder(text);
    for (String segment : segments) {
      url.append('/').append(encode(segment));
    }
    return url.toString();
  }

  /** Encodes a path segment so that nothing in it can be read as anything but itself. */
  public static String encode(String segment) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%');
        encoded.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        encoded.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return encoded.toString();
  }
}
