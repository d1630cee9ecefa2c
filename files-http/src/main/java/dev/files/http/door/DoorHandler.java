package dev.files.http.door;

import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;

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
  private static final int FIRST_ERROR_STATUS = 400;

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
      exchange.addDefaultResponseListener(DoorHandler::giveAReason);
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

  private static boolean giveAReason(HttpServerExchange exchange) {
    if (!exchange.isResponseChannelAvailable() || exchange.getStatusCode() < FIRST_ERROR_STATUS) {
      return false;
    }
    send(exchange, exchange.getStatusCode(), "The server refused the request");
    return true;
  }

  private static void refuse(HttpServerExchange exchange, int status, String detail) {
    // A body may follow that nobody will read.
    exchange.setPersistent(false);
    exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
    send(exchange, status, detail);
  }

  private static void send(HttpServerExchange exchange, int status, String detail) {
    byte[] body = Json.write(problem(status, detail));
    exchange.setStatusCode(status);
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, Problem.MEDIA_TYPE);
    headers.put(Headers.CONTENT_LENGTH, body.length);
    headers.put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private static Problem problem(int status, String detail) {
    for (ProblemType type : ProblemType.values()) {
      if (type.status() == status) {
        return Problem.of(type, detail);
      }
    }
    ProblemType nearest = status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL;
    return new Problem(nearest.uri(), nearest.title(), status, detail);
  }
}
