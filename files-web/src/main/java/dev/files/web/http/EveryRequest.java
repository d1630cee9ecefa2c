package dev.files.web.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
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

  static final Map<String, String> HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ProblemResponse answer = new ProblemResponse(response);
    HEADERS.forEach(answer::setHeader);
    try {
      // Strict for every path, whoever reads it later.
      RequestTarget.of(request);
      chain.doFilter(new BoundedRequest(request, RequestBody.of(request)), answer);
    } catch (IOException e) {
      LOG.debugf(e, "%s broke off", request.getMethod());
      brokeOff(answer);
      return;
    } catch (RuntimeException | ServletException e) {
      fail(answer, e);
    }
    Exchange.current().ifPresent(exchange -> finish(exchange, answer));
  }

  static FilesException malformedBody() {
    return new FilesException(
        ProblemType.BAD_REQUEST, "The body broke off, or its coding is malformed");
  }

  /** The client has gone, or what it sent is no HTTP: a last word, in case it still listens. */
  private static void brokeOff(ProblemResponse answer) {
    try {
      if (!answer.isCommitted()) {
        answer.write(ProblemAnswer.of(malformedBody()));
        answer.flushBuffer();
      }
    } catch (IOException e) {
      LOG.debug("The client has gone", e);
    }
    Exchange.current().ifPresent(Exchange::abort);
  }

  private static void fail(ProblemResponse answer, Exception failure) throws IOException {
    ProblemAnswer problem =
        ProblemAnswer.of(
            failure instanceof ServletException wrapped && wrapped.getRootCause() != null
                ? wrapped.getRootCause()
                : failure);
    if (answer.isCommitted()) {
      Exchange.current().ifPresent(Exchange::abort);
    } else {
      answer.write(problem);
    }
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
