package dev.files.web.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Stands around every request: failures become problem details, a failure after the headers went
 * out breaks the connection, and a body that nobody read does not hold the thread.
 */
@WebFilter(urlPatterns = "/*", dispatcherTypes = DispatcherType.REQUEST)
public class EveryRequest extends HttpFilter {
  private static final Logger LOG = Logger.getLogger(EveryRequest.class);

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    try {
      chain.doFilter(new BoundedRequest(request, RequestBody.of(request)), response);
    } catch (IOException e) {
      LOG.debugf(e, "%s broke off", request.getMethod());
      Exchange.current().ifPresent(Exchange::abort);
      return;
    } catch (RuntimeException | ServletException e) {
      answer(response, e);
    }
    Exchange.current().ifPresent(exchange -> finish(exchange, response));
  }

  private static void answer(HttpServletResponse response, Exception failure) throws IOException {
    ProblemAnswer problem =
        ProblemAnswer.of(
            failure instanceof ServletException wrapped && wrapped.getRootCause() != null
                ? wrapped.getRootCause()
                : failure);
    if (response.isCommitted()) {
      Exchange.current().ifPresent(Exchange::abort);
    } else {
      write(response, problem);
    }
  }

  /** Writes the problem in place of whatever was prepared. */
  static void write(HttpServletResponse response, ProblemAnswer problem) throws IOException {
    response.reset();
    response.setStatus(problem.status());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    for (Map.Entry<String, String> header : problem.headers().entrySet()) {
      response.setHeader(header.getKey(), header.getValue());
    }
    response.setContentType("application/problem+json");
    response.setContentLength(problem.body().length);
    response.getOutputStream().write(problem.body());
  }

  private static void finish(Exchange exchange, HttpServletResponse response) {
    if (exchange.complete()) {
      return;
    }
    try {
      response.flushBuffer();
      // An expected "100 Continue" that was never sent ends the request with this answer.
      if (!exchange.complete()) {
        exchange.readLeftovers();
      }
    } catch (IOException e) {
      exchange.abort();
    }
  }
}
