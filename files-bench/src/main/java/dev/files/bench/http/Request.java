package dev.files.bench.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What to ask: header lines are complete ({@code Name: value}) and carry no line break. */
public record Request(String method, URI uri, List<String> headers, Optional<BodySource> body) {
  public Request {
    headers = List.copyOf(headers);
    for (String header : headers) {
      if (header.indexOf('\r') >= 0 || header.indexOf('\n') >= 0 || header.indexOf(':') < 1) {
        throw new IllegalArgumentException("not a header line: " + header);
      }
    }
  }

  public static Request get(URI uri, List<String> headers) {
    return new Request("GET", uri, headers, Optional.empty());
  }

  public static Request put(URI uri, List<String> headers, BodySource body) {
    return new Request("PUT", uri, headers, Optional.of(body));
  }

  public static Request delete(URI uri, List<String> headers) {
    return new Request("DELETE", uri, headers, Optional.empty());
  }

  public Request at(URI other) {
    return new Request(method, other, headers, body);
  }

  /** Request line and header fields, with the empty line that ends them. */
  String head() {
    StringBuilder head = new StringBuilder(256);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    head.append(method).append(' ').append(path);
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(Endpoint.of(uri).authority()).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    body.ifPresent(b -> head.append("Content-Length: ").append(b.length()).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
