package dev.files.node.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers in JSON, errors among them (RFC 9457). */
final class Problems {
  private Problems() {}

  static void write(HttpServletResponse response, FilesException refusal) throws IOException {
    if (refusal.type() == ProblemType.UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    refusal
        .retryAfter()
        .ifPresent(
            wait ->
                response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    write(response, refusal.type().status(), refusal.problem());
  }

  static void write(HttpServletResponse response, int status, Problem problem) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    json(response, status, Problem.MEDIA_TYPE, problem);
  }

  static void json(HttpServletResponse response, int status, Object body) throws IOException {
    json(response, status, "application/json", body);
  }

  private static void json(HttpServletResponse response, int status, String mediaType, Object body)
      throws IOException {
    byte[] bytes = Json.write(body);
    response.setStatus(status);
    response.setContentType(mediaType);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.getOutputStream().close();
  }
}
