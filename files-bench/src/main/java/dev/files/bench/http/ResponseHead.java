package dev.files.bench.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Status line and the few header fields that decide where the body ends and whether the connection
 * lives on (RFC 9112, section 6.3). A {@code contentLength} below 0 says that none was given.
 */
record ResponseHead(
    int status, long contentLength, boolean chunked, boolean close, Optional<String> location) {

  /** Parses everything before the empty line. */
  static ResponseHead parse(String head) throws IOException {
    String[] lines = head.split("\r\n", -1);
    if (!lines[0].startsWith("HTTP/1.") || lines[0].length() < 12) {
      throw new IOException("not an HTTP/1.x status line: " + lines[0]);
    }
    long contentLength = -1;
    boolean chunked = false;
    boolean close = lines[0].startsWith("HTTP/1.0");
    Optional<String> location = Optional.empty();
    try {
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon < 1) {
          throw new IOException("not a header line: " + lines[i]);
        }
        String value = lines[i].substring(colon + 1).strip();
        switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "content-length" -> contentLength = Long.parseLong(value);
          case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
          case "connection" -> close = value.equalsIgnoreCase("close");
          case "location" -> location = Optional.of(value);
          default -> {
            // Nothing else changes how the answer is read.
          }
        }
      }
      return new ResponseHead(
          Integer.parseInt(lines[0].substring(9, 12)), contentLength, chunked, close, location);
    } catch (NumberFormatException e) {
      throw new IOException("malformed number in the head: " + head, e);
    }
  }

  boolean interim() {
    return status >= 100 && status < 200;
  }

  boolean redirect() {
    return Response.isRedirect(status) && location.isPresent();
  }

  boolean withoutBody() {
    return status == 204 || status == 304;
  }
}
