package dev.files.web.admin;

import dev.files.http.CrossOrigin;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import dev.files.sessions.Sessions;
import dev.files.settings.AdminToken;
import dev.files.settings.FrontSettings;
import dev.files.web.http.Bearer;
import dev.files.web.http.MediaTypes;
import dev.files.web.http.SessionCookie;
import dev.files.web.page.Pages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code /session}: the admin token for a cookie, since pages cannot send a token of their own. */
@Path("session")
@ApplicationScoped
public class SessionResource {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FIELD = "token=";

  @Inject Bearer bearer;
  @Inject AdminToken adminToken;
  @Inject Sessions sessions;
  @Inject CrossOrigin crossOrigin;
  @Inject FrontSettings settings;

  private final Tries tries = new Tries(System::nanoTime);

  /** A program sends the token as bearer and gets JSON; the page sends a form and gets a page. */
  @POST
  public Response open(@Context HttpServletRequest request) throws IOException {
    Optional<String> form = form(request);
    if (form.isEmpty()) {
      Sessions.Opened session = opened(request, authorization(request));
      return cookie(
          Response.status(Response.Status.CREATED)
              .type(Json.MEDIA_TYPE)
              .entity(Json.write(Map.of("expires", session.expires()))),
          session.id(),
          Sessions.LENGTH,
          request);
    }
    crossOrigin.requireOwnPage(request);
    try {
      String id = opened(request, "Bearer " + form.get()).id();
      return cookie(
          Response.status(Response.Status.SEE_OTHER).header("Location", "/admin"),
          id,
          Sessions.LENGTH,
          request);
    } catch (FilesException e) {
      return Pages.login(e.type().status(), e.getMessage()).response();
    }
  }

  /** Ends the session of the cookie; with the admin token as bearer, all of them. */
  @DELETE
  public Response end(@Context HttpServletRequest request) {
    Optional<String> session = bearer.session(request);
    bearer.requireAdmin(request);
    session.ifPresentOrElse(sessions::end, sessions::endAll);
    return cookie(Response.noContent(), "", Duration.ZERO, request);
  }

  private Sessions.Opened opened(HttpServletRequest request, String authorization) {
    String address = request.getRemoteAddr();
    Optional<Duration> wait = tries.take(address);
    if (wait.isPresent()) {
      throw new FilesException(
          ProblemType.TOO_MANY, "Too many wrong tokens came from here; wait a little", wait.get());
    }
    if (!adminToken.accepts(authorization)) {
      throw new FilesException(ProblemType.UNAUTHORIZED, "This is not the admin token");
    }
    tries.forget(address);
    return sessions.open();
  }

  private static String authorization(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Authorization")).orElse("");
  }

  /** The token in the body of a form; empty when the request has none. */
  private static Optional<String> form(HttpServletRequest request) throws IOException {
    String type = Optional.ofNullable(request.getContentType()).orElse("");
    if (!MediaTypes.essence(type).equals(FORM) || Bearer.sendsToken(request)) {
      return Optional.empty();
    }
    byte[] body = request.getInputStream().readNBytes(AdminResource.MAX_ORDER_BYTES);
    for (String field : new String(body, StandardCharsets.US_ASCII).split("&", -1)) {
      if (field.startsWith(FIELD)) {
        return Optional.of(decoded(field.substring(FIELD.length())).strip());
      }
    }
    return Optional.of("");
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private Response cookie(
      Response.ResponseBuilder answer, String id, Duration age, HttpServletRequest request) {
    return answer
        .header("Set-Cookie", SessionCookie.set(id, age, request, settings.publicUrl()))
        .header("Cache-Control", "no-store")
        .build();
  }
}
