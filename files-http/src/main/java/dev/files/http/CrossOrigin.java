package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.Origins;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HttpString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Other people's pages. A browser sends their forms and scripts here with the network position of
 * whoever looks at them; so what changes something is refused unless it comes from our own pages,
 * from no page at all, or from an origin that the operator allows. Allowed origins get CORS (Fetch
 * Standard, section 3.3) with preflight, and nobody else does.
 */
public final class CrossOrigin {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** Beside the safelisted ones of the Fetch Standard. */
  private static final String EXPOSED =
      "Accept-Ranges, Content-Disposition, Content-Range, ETag, Files-Durability, Files-Expires,"
          + " Files-Manage-Token, Location, Repr-Digest, Retry-After, X-Request-Id";

  private static final String REQUEST_HEADERS =
      "Accept, Authorization, Content-Digest, Content-Type, If-Match, If-Modified-Since,"
          + " If-None-Match, If-Range, If-Unmodified-Since, Range, Repr-Digest, traceparent,"
          + " X-Request-Id";

  private static final String MAX_AGE_SECONDS = "600";

  private final Origins allowed;
  private final Optional<String> publicOrigin;
  private final String methods;
  private final boolean allowsNull;

  private CrossOrigin(
      Origins allowed, Optional<String> publicOrigin, String methods, boolean allowsNull) {
    this.allowed = allowed;
    this.publicOrigin = publicOrigin;
    this.methods = methods;
    this.allowsNull = allowsNull;
  }

  /**
   * For a server that pages talk to.
   *
   * @param publicUrl where browsers find it, when that is not what {@code Host} says
   * @param methods that an allowed origin may use
   */
  public static CrossOrigin of(Origins allowed, Optional<URI> publicUrl, List<String> methods) {
    return new CrossOrigin(
        allowed, publicUrl.flatMap(Origins::ofUrl), String.join(", ", methods), false);
  }

  /**
   * For a server that clients are redirected to with a signature in the URL. A browser that follows
   * from one origin to another says {@code Origin: null} there. That is answered as well: to learn
   * the URL a script needs the leave of the server that redirects.
   */
  public static CrossOrigin ofRedirected(Origins allowed) {
    return new CrossOrigin(allowed, Optional.empty(), "GET, HEAD", !allowed.isEmpty());
  }

  /**
   * Judges a request before its body is read, and has the answer say what scripts may see of it.
   *
   * @return whether it was a preflight, which is answered with this
   * @throws FilesException FORBIDDEN when a page of a foreign origin wants to change something
   */
  public boolean answers(HttpServletRequest request, HttpServletResponse response) {
    List<String> origins = Collections.list(request.getHeaders("Origin"));
    boolean welcome = origins.size() == 1 && isAllowed(origins.get(0));
    if (!SAFE.contains(request.getMethod()) && !welcome && isForeign(request, origins)) {
      throw new FilesException(
          ProblemType.FORBIDDEN,
          "Origin: pages of other origins may not change anything here; found "
              + (origins.isEmpty() ? "none, and Sec-Fetch-Site" : origins.get(0)));
    }
    if (allowed.isEmpty()) {
      return false;
    }
    boolean preflight =
        welcome
            && request.getMethod().equals("OPTIONS")
            && request.getHeader("Access-Control-Request-Method") != null;
    if (preflight) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      response.setHeader("Access-Control-Allow-Methods", methods);
      response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
      response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
    mark(response, welcome ? Optional.of(origins.get(0)) : Optional.empty());
    return preflight;
  }

  /**
   * Lets pass what a browser may do because of a cookie, which it adds whoever has it send the
   * request: only a page of our own changes something so, not one of an allowed origin either. A
   * browser always tells whose page it was.
   *
   * @throws FilesException FORBIDDEN
   */
  public void requireOwnPage(HttpServletRequest request) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    List<String> origins = Collections.list(request.getHeaders("Origin"));
    String site = site(request);
    boolean own =
        site.isEmpty()
            ? origins.size() == 1 && isOwn(request, origins.get(0))
            : site.equals("same-origin");
    if (!own) {
      throw new FilesException(
          ProblemType.FORBIDDEN, "Origin: with a session only the pages of this service change");
    }
  }

  private boolean isAllowed(String origin) {
    return allowed.allow(origin) || (allowsNull && origin.equals("null"));
  }

  /** Whether a page of another origin sent this (Fetch Metadata; where it is missing, Origin). */
  private boolean isForeign(HttpServletRequest request, List<String> origins) {
    switch (site(request)) {
      case "same-origin", "none" -> {
        return false;
      }
      // Same-site as well: another port of this host is somebody else's service.
      case "same-site", "cross-site" -> {
        return true;
      }
      default -> {
        // An old browser, or none.
        return !origins.isEmpty() && !(origins.size() == 1 && isOwn(request, origins.get(0)));
      }
    }
  }

  /** What an old browser does not tell, nor one in front of plain HTTP, is empty. */
  private static String site(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Sec-Fetch-Site"))
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }

  private boolean isOwn(HttpServletRequest request, String origin) {
    Optional<String> sent = Origins.of(origin);
    if (sent.isEmpty()) {
      return false;
    }
    return sent.equals(publicOrigin)
        || HostHeader.parse(Collections.list(request.getHeaders("Host")))
            .flatMap(host -> Origins.of(request.getScheme() + "://" + host))
            .equals(sent);
  }

  /**
   * Writes the headers at the last moment: whatever is answered, a problem too, and whatever else
   * it varies by.
   */
  private static void mark(HttpServletResponse response, Optional<String> origin) {
    ServletRequestContext context = ServletRequestContext.current();
    if (context == null) {
      response.addHeader("Vary", "Origin");
      origin.ifPresent(value -> response.setHeader("Access-Control-Allow-Origin", value));
      return;
    }
    context.getExchange().addResponseCommitListener(exchange -> mark(exchange, origin));
  }

  private static void mark(HttpServerExchange exchange, Optional<String> origin) {
    exchange.getResponseHeaders().add(new HttpString("Vary"), "Origin");
    origin.ifPresent(
        value -> {
          exchange
              .getResponseHeaders()
              .put(new HttpString("Access-Control-Allow-Origin"), value)
              .put(new HttpString("Access-Control-Expose-Headers"), EXPOSED);
        });
  }
}
