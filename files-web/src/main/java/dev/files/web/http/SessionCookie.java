package dev.files.web.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The cookie with the id of a session. */
public final class SessionCookie {
  private static final String NAME = "files-session";

  private SessionCookie() {}

  static Optional<String> of(HttpServletRequest request) {
    return Optional.ofNullable(request.getCookies()).stream()
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(NAME))
        .map(Cookie::getValue)
        .findFirst();
  }

  /**
   * The value of {@code Set-Cookie}: no script reads it, no page of another site has it sent, and
   * where browsers come over TLS it never leaves in the clear.
   *
   * @param publicUrl where browsers find this service, when that is not what the request says
   */
  public static String set(
      String id, Duration age, HttpServletRequest request, Optional<URI> publicUrl) {
    boolean secure =
        Stream.concat(publicUrl.map(URI::getScheme).stream(), Stream.of(request.getScheme()))
            .anyMatch("https"::equalsIgnoreCase);
    return NAME
        + '='
        + id
        + "; Path=/; Max-Age="
        + age.toSeconds()
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }
}
