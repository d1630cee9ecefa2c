package dev.files.web.page;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A page as it goes out. */
public record Page(int status, String html) {
  /** Nothing runs or loads but our own files; nobody frames us; no form goes elsewhere. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Type",
          "text/html;charset=utf-8",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          // With none at all the plain form of the page would come from the origin "null".
          "Referrer-Policy",
          "same-origin",
          "X-Frame-Options",
          "DENY",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "private, no-cache",
          "Vary",
          "Accept");

  static Page of(int status, Html html) {
    return new Page(status, html.text());
  }

  public Response response() {
    Response.ResponseBuilder response =
        Response.status(status).entity(html.getBytes(StandardCharsets.UTF_8));
    HEADERS.forEach(response::header);
    return response.build();
  }

  public void write(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    HEADERS.forEach(response::setHeader);
    byte[] body = html.getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
