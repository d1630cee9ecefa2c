package dev.files.web.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Map;

/** A response on which the server's own refusals are problem details, and no page of the server. */
final class ProblemResponse extends HttpServletResponseWrapper {
  ProblemResponse(HttpServletResponse response) {
    super(response);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    sendError(status);
  }

  @Override
  public void sendError(int status) throws IOException {
    if (isCommitted()) {
      throw new IllegalStateException("the answer is under way already");
    }
    write(ProblemAnswer.ofStatus(status, Map.of()));
  }

  /** Writes the problem in place of whatever was prepared. */
  void write(ProblemAnswer problem) throws IOException {
    reset();
    setStatus(problem.status());
    EveryRequest.HEADERS.forEach(this::setHeader);
    setHeader("Cache-Control", "no-store");
    problem.headers().forEach(this::setHeader);
    byte[] body = problem.body();
    setContentType("application/problem+json");
    setContentLength(body.length);
    getOutputStream().write(body);
  }
}
