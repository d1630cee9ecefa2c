package dev.files.bench.http;

import java.util.Optional;

/** What came back; the body went to the sink. */
public record Response(int status, Optional<String> location, long bodyBytes) {
  public boolean success() {
    return status >= 200 && status < 300;
  }

  public boolean redirect() {
    return isRedirect(status) && location.isPresent();
  }

  static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }
}
