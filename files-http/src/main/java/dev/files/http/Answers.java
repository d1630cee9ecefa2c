package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.HealthAnswer;
import dev.files.protocol.messages.Json;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.spec.AsyncContextImpl;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** How requests end: with an answer, a refusal as a problem (RFC 9457), or a broken connection. */
public final class Answers {
  private static final Logger LOG = Logger.getLogger(Answers.class);

  /** What every answer says. */
  public static final Map<String, String> HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");

  /** So much of an unwanted body, a chunk say, is read away for the sake of its connection. */
  static final long MAX_UNWANTED_BYTES = 8 << 20;

  private static final int FIRST_ERROR_STATUS = 400;
  private static final int UNAVAILABLE = 503;
  private static final String HEALTH_PATHS = "/health/";

  private Answers() {}

  /** What a body that broke off, or whose coding is malformed, is refused with. */
  public static FilesException malformedBody() {
    return new FilesException(
        ProblemType.BAD_REQUEST, "The body broke off, or its coding is malformed");
  }

  /**
   * Answers a request that failed: with a problem as long as no byte of another answer has left,
   * else by breaking the connection, so that a client never takes a part for the whole.
   */
  public static void refuse(Exchange exchange, HttpServletResponse response, Throwable failure) {
    boolean gone = failure instanceof IOException;
    if (gone) {
      LOG.debugf(failure, "%s broke off", exchange.server.getRequestMethod());
    }
    // Judged, and logged where it is ours, also when there is nobody to tell any more.
    ProblemAnswer problem = ProblemAnswer.of(gone ? malformedBody() : failure);
    try {
      if (!response.isCommitted() && !exchange.isAnswering()) {
        write(exchange, response, problem);
        response.flushBuffer();
        if (!gone) {
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the client has gone", e);
    }
    exchange.abort();
  }

  /** Writes the problem in place of whatever was prepared. */
  public static void write(Exchange exchange, HttpServletResponse response, ProblemAnswer problem)
      throws IOException {
    response.reset();
    exchange.nameInAnswer();
    response.setStatus(problem.status());
    HEADERS.forEach(response::setHeader);
    response.setHeader("Cache-Control", "no-store");
    problem.headers().forEach(response::setHeader);
    if (!isWorthReading(exchange)) {
      exchange.closeAfterwards();
    }
    byte[] body = problem.body(exchange.trace());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Whether what is to come of the body is so little that the connection may serve on. */
  private static boolean isWorthReading(Exchange exchange) {
    long length = exchange.server.getRequestContentLength();
    return exchange.isReceived() || (length >= 0 && length <= MAX_UNWANTED_BYTES);
  }

  /**
   * To be called when a servlet has answered: what the client still sends is read away without this
   * thread.
   */
  public static void finish(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange exchange = Exchange.current();
    if (request.isAsyncStarted() || exchange.isReceived() || exchange.isHeldBack()) {
      return;
    }
    if (!response.isCommitted() && !isWorthReading(exchange)) {
      exchange.closeAfterwards();
    }
    response.flushBuffer();
    AsyncContextImpl async = (AsyncContextImpl) request.startAsync();
    async.setTimeout(0);
    async.addAsyncTask(() -> Lingering.of(exchange, async::complete));
  }

  /** Refuses before any servlet has seen the request. On the I/O thread, outside the handlers. */
  static void refuse(HttpServerExchange server, ProblemAnswer problem) {
    if (!isWorthReading(Exchange.of(server))) {
      Exchange.of(server).closeAfterwards();
    }
    send(server, problem, () -> Lingering.of(Exchange.of(server), server::endExchange));
  }

  /** The same, and the connection ends with it. */
  public static void refuseAndClose(HttpServerExchange server, ProblemAnswer problem) {
    Exchange.of(server).closeAfterwards();
    refuse(server, problem);
  }

  /**
   * Makes a problem of what the server refuses without a body. Whoever passes a body on (a proxy)
   * knows only that it broke off, and takes that for a fault of its own; here it is known whose.
   *
   * @return whether it was that
   */
  public static boolean giveAReason(HttpServerExchange server) {
    if (!server.isResponseChannelAvailable() || server.getStatusCode() < FIRST_ERROR_STATUS) {
      return false;
    }
    if (StrictChunks.isMalformed(server)) {
      refuseAndClose(server, ProblemAnswer.of(malformedBody()));
    } else {
      refuse(server, ProblemAnswer.ofStatus(server.getStatusCode(), Map.of()));
    }
    return true;
  }

  /** Refuses a request whose end cannot be known: nothing behind it is read. */
  static void refuseForGood(HttpServerExchange server, Problem problem) {
    Exchange exchange = Exchange.of(server);
    exchange.closeAfterwards();
    send(server, new ProblemAnswer(problem, Map.of()), () -> Lingering.lastWord(exchange));
  }

  private static void send(HttpServerExchange server, ProblemAnswer problem, Runnable then) {
    // Who asks for health reads one shape, also from a server that starts, stops or is full.
    boolean health =
        problem.status() == UNAVAILABLE && server.getRequestPath().startsWith(HEALTH_PATHS);
    byte[] body =
        health ? Json.write(unhealthy(problem)) : problem.body(Exchange.of(server).trace());
    HeaderMap headers = server.getResponseHeaders();
    HEADERS.forEach((name, value) -> headers.put(new HttpString(name), value));
    headers.put(Headers.CACHE_CONTROL, "no-store");
    problem.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
    headers.put(Headers.CONTENT_TYPE, health ? Json.MEDIA_TYPE : Problem.MEDIA_TYPE);
    headers.put(Headers.CONTENT_LENGTH, body.length);
    server.setStatusCode(problem.status());
    Exchange exchange = Exchange.of(server);
    exchange.nameInAnswer();
    server
        .getResponseSender()
        .send(
            ByteBuffer.wrap(body),
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange done, Sender sender) {
                then.run();
              }

              @Override
              public void onException(HttpServerExchange done, Sender sender, IOException e) {
                exchange.abort();
              }
            });
  }

  private static HealthAnswer unhealthy(ProblemAnswer problem) {
    return HealthAnswer.of(
        List.of(HealthAnswer.Check.of("server", false, Map.of("why", problem.problem().detail()))));
  }
}
