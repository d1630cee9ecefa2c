package dev.files.web.http;

import dev.files.http.CrossOrigin;
import dev.files.keys.ApiKey;
import dev.files.keys.ApiKeys;
import dev.files.keys.KeyId;
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
  @Inject ApiKeys keys;
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
   * @throws FilesException UNAUTHORIZED when the caller is not; FORBIDDEN when it is known, but may
   *     not, or when it was a page of somebody else that had the browser call
   */
  public void requireAdmin(HttpServletRequest request) {
    if (isAdmin(request)) {
      return;
    }
    if (key(request).isPresent()) {
      throw new FilesException(
          ProblemType.FORBIDDEN, "This call is for operators: the key has not the role admin");
    }
    throw unauthorized("This call is for operators: it needs the admin token as bearer token");
  }

  /**
   * Whose the files of an upload are; empty for a caller who is not known.
   *
   * @throws FilesException UNAUTHORIZED for a key that is not good, FORBIDDEN for one that may not
   *     upload
   */
  public Optional<KeyId> owner(HttpServletRequest request) {
    Optional<ApiKey> key = key(request);
    if (key.isPresent() && !key.get().mayUpload()) {
      throw new FilesException(
          ProblemType.FORBIDDEN, "The key has not the role uploader, so it uploads nothing");
    }
    return key.map(ApiKey::id);
  }

  /**
   * Who has files: the administrator all, a key its own.
   *
   * @throws FilesException UNAUTHORIZED when the caller is neither
   */
  public Authority known(HttpServletRequest request) {
    if (isAdmin(request)) {
      return Authority.ADMIN;
    }
    return key(request)
        .map(key -> new Authority.Key(key.id()))
        .orElseThrow(
            () -> unauthorized("This needs an API key, or the admin token, as bearer token"));
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
    return adminToken.accepts(authorization(request))
        || goodKey(request).filter(ApiKey::isAdmin).isPresent();
  }

  /** The API key that was sent, if it is good: what begins like one may be another token. */
  private Optional<ApiKey> goodKey(HttpServletRequest request) {
    return keys.find(token(request));
  }

  /**
   * The API key that was sent, where no other token that begins like one has a meaning.
   *
   * @throws FilesException UNAUTHORIZED when one was sent that is not good
   */
  private Optional<ApiKey> key(HttpServletRequest request) {
    Optional<ApiKey> key = goodKey(request);
    if (key.isEmpty() && token(request).startsWith(ApiKeys.PREFIX)) {
      throw unauthorized("The API key is not one of ours, or no longer");
    }
    return key;
  }

  /** Empty when none was sent. */
  private static String token(HttpServletRequest request) {
    return sendsToken(request) ? authorization(request).substring(SCHEME.length()).strip() : "";
  }

  /**
   * The administrator, a key, or whoever holds the token that was sent.
   *
   * @throws FilesException UNAUTHORIZED when none was sent
   */
  public Authority authority(HttpServletRequest request) {
    if (isAdmin(request)) {
      return Authority.ADMIN;
    }
    if (!sendsToken(request)) {
      throw unauthorized(
          "This needs the file's manage token, its owner's key or the admin token, as bearer");
    }
    Optional<ApiKey> key = goodKey(request);
    if (key.isPresent()) {
      return new Authority.Key(key.get().id());
    }
    String token = token(request);
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
