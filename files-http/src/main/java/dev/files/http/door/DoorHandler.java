package dev.files.http.door;

import dev.files.http.Answers;
import dev.files.http.ProblemAnswer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;

/**
 * The first handler of a listener, before the server's own ones. Runs on the I/O thread and never
 * blocks.
 *
 * <ul>
 *   <li>While the door is shut: 503 with {@code Retry-After}, and the connection ends (RFC 9110,
 *       section 15.6.4).
 *   <li>A target beyond {@link #MOST_TARGET_CHARACTERS}: 414. Header fields beyond {@link
 *       #MOST_HEADER_CHARACTERS}: 431 (RFC 6585, section 5). The listener's own limit lies above
 *       these, since beyond its own it says 400 and nothing more.
 *   <li>What the server refuses without a body (a method that it does not allow) becomes a problem.
 *   <li>A 503 says when to come again, whoever gives it.
 * </ul>
 */
final class DoorHandler implements HttpHandler {
  static final int MOST_TARGET_CHARACTERS = 32 * 1024;
  static final int MOST_HEADER_CHARACTERS = 64 * 1024;

  /** A start or a stop takes a few seconds. */
  static final String RETRY_AFTER_SECONDS = "2";

  private static final int URI_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int UNAVAILABLE = 503;

  private final HttpHandler server;
  private volatile boolean open;

  DoorHandler(HttpHandler server) {
    this.server = server;
  }

  void open() {
    open = true;
  }

  void shut() {
    open = false;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addResponseCommitListener(DoorHandler::tellWhenToComeAgain);
    if (!open) {
      refuse(exchange, UNAVAILABLE, "This server is starting or stopping");
    } else if (targetCharacters(exchange) > MOST_TARGET_CHARACTERS) {
      refuse(
          exchange,
          URI_TOO_LONG,
          "The request target is longer than " + MOST_TARGET_CHARACTERS + " characters");
    } else if (headerCharacters(exchange.getRequestHeaders()) > MOST_HEADER_CHARACTERS) {
      refuse(
          exchange,
          HEADERS_TOO_LARGE,
          "The header fields have more than " + MOST_HEADER_CHARACTERS + " characters");
    } else {
      exchange.addDefaultResponseListener(Answers::giveAReason);
      server.handleRequest(exchange);
    }
  }

  private static void tellWhenToComeAgain(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (exchange.getStatusCode() == UNAVAILABLE && !headers.contains(Headers.RETRY_AFTER)) {
      headers.put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
  }

  private static int targetCharacters(HttpServerExchange exchange) {
    return exchange.getRequestURI().length() + exchange.getQueryString().length();
  }

  private static int headerCharacters(HeaderMap headers) {
    int characters = 0;
    for (HeaderValues field : headers) {
      for (String value : field) {
        characters += field.getHeaderName().length() + value.length();
      }
    }
    return characters;
  }

  /** A body may follow that nobody will read. */
  private static void refuse(HttpServerExchange exchange, int status, String detail) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> Answers.refuseAndClose(exchange, ProblemAnswer.ofStatus(status, detail)));
  }
}
