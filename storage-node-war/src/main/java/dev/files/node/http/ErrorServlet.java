package dev.files.node.http;

import dev.files.http.Answers;
import dev.files.http.Exchange;
import dev.files.http.ProblemAnswer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** The page for errors that the container itself raises: a problem, never its HTML. */
final class ErrorServlet extends HttpServlet {
  static final String PATH = "/error";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Asked for by a client and not by the container: a path like any other.
    int status = code instanceof Integer number ? number : 404;
    Answers.write(Exchange.current(), response, ProblemAnswer.ofStatus(status, Map.of()));
  }
}
