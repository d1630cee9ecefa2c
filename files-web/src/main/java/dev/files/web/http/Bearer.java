package dev.files.web.http;

import dev.files.metadata.Authority;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.security.Secrets;
import dev.files.settings.AdminToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who calls, by {@code Authorization: Bearer}. To be asked before the body is read. */
@ApplicationScoped
public class Bearer {
  private static final String SCHEME = "Bearer ";

  /** Far longer than any token of ours. */
  private static final int MAX_TOKEN_CHARS = 256;

  @Inject Secrets secrets;
  @Inject AdminToken adminToken;

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
   * @throws FilesException UNAUTHORIZED when the caller is not
   */
  public void requireAdmin(HttpServletRequest request) {
    if (!adminToken.accepts(authorization(request))) {
      throw unauthorized("This call is for operators: it needs the admin token as bearer token");
    }
  }

  /**
   * The administrator, or whoever holds the token that was sent.
   *
   * @throws FilesException UNAUTHORIZED when none was sent
   */
  public Authority authority(HttpServletRequest request) {
    String authorization = authorization(request);
    if (adminToken.accepts(authorization)) {
      return Authority.ADMIN;
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw unauthorized("This needs the file's manage token, or the administrator's, as bearer");
    }
    String token = authorization.substring(SCHEME.length()).strip();
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
