package dev.files.web.http;

import dev.files.http.CrossOrigin;
import dev.files.metadata.Authority;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.security.Secrets;
import dev.files.sessions.Sessions;
import dev.files.settings.AdminToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Who calls: by {@code Authorization: Bearer}, else by the cookie of a session. The one place that
 * tells; to be asked before the body is read.
 */
@ApplicationScoped
public class Bearer {
  private static final String SCHEME = "Bearer ";

  /** Far longer than any token of ours. */
  private static final int MAX_TOKEN_CHARS = 256;

  @Inject Secrets secrets;
  @Inject AdminToken adminToken;
  @Inject Sessions sessions;
  @Inject CrossOrigin crossOrigin;

  /**
   * Lets servers of this cluster pass.
   *
   * @throws FilesException UNAUTHORIZED when the caller is no server of this cluster
   */
  public void requireServer(HttpServletRequest request) {
    if (!secrets.accepts(authorization(request))) {
      throw unauthorized("This call is for servers: it needs the servers' secret as bearer token");
    }
  }

  /**
   * Lets the administrator pass.
   *
   * @throws FilesException UNAUTHORIZED when the caller is not; FORBIDDEN when it is, but it was a
   *     page of somebody else that had the browser call
   */
  public void requireAdmin(HttpServletRequest request) {
    if (!isAdmin(request)) {
      throw unauthorized("This call is for operators: it needs the admin token as bearer token");
    }
  }

  /** The open session that a request belongs to; one with a token belongs to none. */
  public Optional<String> session(HttpServletRequest request) {
    return sendsToken(request)
        ? Optional.empty()
        : SessionCookie.of(request).filter(sessions::isOpen);
  }

  /** Whether a token was sent; what a proxy in front asks of browsers (Basic, say) is none. */
  public static boolean sendsToken(HttpServletRequest request) {
    return authorization(request).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private boolean isAdmin(HttpServletRequest request) {
    if (session(request).isPresent()) {
      crossOrigin.requireOwnPage(request);
      return true;
    }
    return adminToken.accepts(authorization(request));
  }

  /**
   * The administrator, or whoever holds the token that was sent.
   *
   * @throws FilesException UNAUTHORIZED when none was sent
   */
  public Authority authority(HttpServletRequest request) {
    if (isAdmin(request)) {
      return Authority.ADMIN;
    }
    if (!sendsToken(request)) {
      throw unauthorized("This needs the file's manage token, or the administrator's, as bearer");
    }
    String token = authorization(request).substring(SCHEME.length()).strip();
    if (token.isEmpty() || token.length() > MAX_TOKEN_CHARS) {
      throw unauthorized("The token is not one of ours");
    }
    return new Authority.Token(token);
  }

  private static String authorization(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Authorization")).orElse("");
  }

  static FilesException unauthorized(String detail) {
    return new FilesException(ProblemType.UNAUTHORIZED, detail);
  }
}
