package dev.files.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Headers whose lines are one value. */
public final class RequestHeaders {
  private RequestHeaders() {}

  /** The value of a header; several lines are a list (RFC 9110, section 5.3). */
  public static Optional<String> joined(HttpServletRequest request, String name) {
    List<String> lines = Collections.list(request.getHeaders(name));
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
  }

  /** The conditions under which the request is to be carried out. */
  public static Preconditions conditions(HttpServletRequest request) {
    return Preconditions.of(request.getMethod(), name -> joined(request, name));
  }
}
