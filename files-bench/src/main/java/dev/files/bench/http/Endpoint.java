package dev.files.bench.http;

import java.net.URI;

/** Where a connection leads. Plain HTTP only: the bench measures stores, not ciphers. */
public record Endpoint(String host, int port) {
  private static final int HTTP_PORT = 80;

  /**
   * Where this URL leads.
   *
   * @throws IllegalArgumentException for anything but an absolute http URL
   */
  public static Endpoint of(URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("not an absolute http URL: " + uri);
    }
    return new Endpoint(uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
  }

  String authority() {
    return port == HTTP_PORT ? host : host + ":" + port;
  }
}
