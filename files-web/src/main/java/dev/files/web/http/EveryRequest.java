package dev.files.web.http;

import dev.files.http.Answers;
import dev.files.http.Conversation;
import dev.files.http.CrossOrigin;
import dev.files.http.Exchange;
import dev.files.http.HostHeader;
import dev.files.http.ProblemAnswer;
import dev.files.http.RequestTarget;
import dev.files.http.SmallBody;
import dev.files.protocol.http.Trace;
import dev.files.settings.FrontSettings;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * Stands around every request: failures become problem details, a failure after the headers went
 * out breaks the connection, a call with a JSON body is served when its caller was judged and its
 * body is here, and what a client still sends behind its answer holds no thread.
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class EveryRequest extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** The attribute with a body that is being received; the request comes again when it is here. */
  private static final String BODY = SmallBody.class.getName();

  @Inject transient Bearer bearer;
  @Inject transient CrossOrigin crossOrigin;
  @Inject transient FrontSettings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.current();
    HttpServletResponse answer = new Problems(exchange, response);
    Answers.HEADERS.forEach(answer::setHeader);
    Trace.Scope scope = exchange.trace().enter();
    try {
      if (request.getAttribute(BODY) instanceof SmallBody body) {
        // It has come since.
        serve(exchange, request, body.bytes(), answer, chain);
      } else {
        first(exchange, request, answer, chain);
      }
    } catch (IOException | RuntimeException e) {
      Answers.refuse(exchange, response, e);
    } finally {
      scope.close();
    }
    Answers.finish(request, response);
  }

  private void first(
      Exchange exchange, HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
      throws IOException {
    // Strict for every path, whoever reads it later.
    RequestTarget target = RequestTarget.of(request);
    HostHeader.refuseForged(Collections.list(request.getHeaders("Host")));
    if (crossOrigin.answers(request, answer)) {
      return;
    }
    Optional<JsonCall> call = JsonCall.of(request.getMethod(), target);
    if (call.isPresent() && !exchange.isReceived()) {
      call.get().judge(bearer, request);
      if (call.get().answersLinks()) {
        BaseUrl.of(request, settings.publicUrl());
      }
      SmallBody body = new SmallBody(exchange, call.get().mostBytes());
      request.setAttribute(BODY, body);
      if (Conversation.receive(request, answer, body)) {
        serve(exchange, request, body.bytes(), answer, chain);
      }
      return;
    }
    serve(exchange, request, new byte[0], answer, chain);
  }

  private static void serve(
      Exchange exchange,
      HttpServletRequest request,
      byte[] body,
      HttpServletResponse answer,
      FilterChain chain)
      throws IOException {
    try {
      chain.doFilter(new BodilessRequest(request, body), answer);
    } catch (ServletException e) {
      throw e.getRootCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a request failed", e);
    }
    Optional<PieceByPiece.Pieces> left = PieceByPiece.left(request);
    if (left.isPresent()) {
      Conversation.start(request, answer, new PieceByPiece(left.get(), answer, exchange));
    }
  }

  /**
   * A response on which the server's own refusals are problem details, and no page of the server.
   */
  private static final class Problems extends HttpServletResponseWrapper {
    private final Exchange exchange;

    Problems(Exchange exchange, HttpServletResponse response) {
      super(response);
      this.exchange = exchange;
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
      Answers.write(
          exchange, (HttpServletResponse) getResponse(), ProblemAnswer.ofStatus(status, Map.of()));
    }
  }
}
