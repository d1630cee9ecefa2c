package dev.files.http;

import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a request says where its body ends (RFC 9112, section 6). Where that is in doubt nothing
 * behind it can be trusted: the request is refused and the connection ends.
 */
final class Framing {
  /** Digits that always fit into a long. */
  private static final int MAX_LENGTH_DIGITS = 18;

  private Framing() {}

  /** Why the request cannot be read, if it cannot. */
  static Optional<Problem> refusal(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
    HeaderValues lengths = headers.get(Headers.CONTENT_LENGTH);
    if (codings != null) {
      return ofCodings(exchange, String.join(",", codings), lengths != null);
    }
    if (lengths != null && (lengths.size() > 1 || !isLength(lengths.getFirst()))) {
      return Optional.of(bad("Content-Length: expected one number of bytes"));
    }
    return Optional.empty();
  }

  private static Optional<Problem> ofCodings(
      HttpServerExchange exchange, String codings, boolean hasLength) {
    if (exchange.isHttp10()) {
      return Optional.of(bad("Transfer-Encoding: HTTP/1.0 does not know it"));
    }
    if (hasLength) {
      return Optional.of(bad("Transfer-Encoding and Content-Length exclude each other"));
    }
    List<String> names =
        Stream.of(codings.toLowerCase(Locale.ROOT).split(",", -1)).map(String::strip).toList();
    if (names.indexOf("chunked") != names.size() - 1) {
      // Section 6.3: without chunked at the end, and nowhere else, the body's end cannot be known.
      return Optional.of(bad("Transfer-Encoding: chunked must come last and once"));
    }
    return names.size() == 1 ? Optional.empty() : Optional.of(unknown(codings));
  }

  private static boolean isLength(String value) {
    String digits = value.strip();
    return !digits.isEmpty()
        && digits.length() <= MAX_LENGTH_DIGITS
        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Problem bad(String detail) {
    return Problem.of(ProblemType.BAD_REQUEST, detail);
  }

  private static Problem unknown(String codings) {
    return Problem.of(
        ProblemType.NOT_IMPLEMENTED,
        "Transfer-Encoding: known is chunked alone, found "
            + (codings.length() > 80 ? codings.substring(0, 80) + "…" : codings));
  }
}
