package dev.files.node.http;

import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The page for errors that the container itself raises: a problem, never its HTML. */
final class ErrorServlet extends HttpServlet {
  static final String PATH = "/error";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Asked for by a client and not by the container: a path like any other.
    int status = code instanceof Integer number ? number : 404;
    for (ProblemType type : ProblemType.values()) {
      if (type.status() == status) {
        Problems.write(response, status, Problem.of(type, type.title()));
        return;
      }
    }
    ProblemType type = status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL;
    Problems.write(response, status, new Problem(type.uri(), type.title(), status, type.title()));
  }
}
