package dev.files.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;

/** What is known of a request before anything was done with it. */
public final class RequestHead {
  private final HttpServerExchange exchange;

  RequestHead(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  public String method() {
    return exchange.getRequestMethod().toString();
  }

  /** The path as it was sent, neither decoded nor cut. */
  public String rawPath() {
    return exchange.getRequestURI();
  }

  /** Of the path, as it was sent; empty for {@code /}. */
  public String firstSegment() {
    String path = rawPath();
    int end = path.indexOf('/', 1);
    return path.isEmpty() ? "" : end < 0 ? path.substring(1) : path.substring(1, end);
  }

  public boolean has(String header) {
    return exchange.getRequestHeaders().contains(new HttpString(header));
  }

  /** Bytes of the body; -1 when that is not known beforehand. */
  public long contentLength() {
    return exchange.getRequestContentLength();
  }

  /** Whether the path is this one or lies below it. */
  public boolean isUnder(String root) {
    String path = rawPath();
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}
