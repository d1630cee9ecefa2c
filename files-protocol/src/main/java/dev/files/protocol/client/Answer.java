package dev.files.protocol.client;

import dev.files.protocol.FilesException;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.messages.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** The answer to one call; must be closed. A body that was read to its end frees the connection. */
final class Answer implements Closeable {
  /** What the other server says definitely; any other refusal leaves the outcome unknown. */
  private static final Set<ProblemType> DEFINITE =
      Set.of(
          ProblemType.NOT_FOUND,
          ProblemType.CONFLICT,
          ProblemType.GONE,
          ProblemType.TOO_LARGE,
          ProblemType.RANGE_NOT_SATISFIABLE,
          ProblemType.MISMATCH,
          ProblemType.CORRUPT,
          ProblemType.UNAVAILABLE,
          ProblemType.DISK_FULL);

  private static final int MAX_PROBLEM_BYTES = 16 * 1024;
  private static final int MAX_DETAIL_CHARS = 300;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long MAX_RETRY_AFTER_SECONDS = 300;

  private final ClassicHttpRequest request;
  private final ClassicHttpResponse response;

  Answer(Line line, ClassicHttpRequest request) throws IOException {
    this(line, request, Optional.empty());
  }

  /**
   * @param patience how long the server may be silent, when that is not the pool's time
   */
  Answer(Line line, ClassicHttpRequest request, Optional<Duration> patience) throws IOException {
    this.request = request;
    this.response = line.open(request, patience);
  }

  int status() {
    return response.getCode();
  }

  boolean isSuccess() {
    return status() >= 200 && status() < 300;
  }

  Optional<String> header(String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.of(header.getValue());
  }

  InputStream body() throws IOException {
    return response.getEntity() == null
        ? InputStream.nullInputStream()
        : response.getEntity().getContent();
  }

  /** The body of a success as a message; a refusal is thrown. */
  <T> T message(int maxBytes, Class<T> type) throws IOException {
    if (!isSuccess()) {
      throw refusal();
    }
    try {
      return Json.read(body(), maxBytes, type);
    } catch (FilesException e) {
      throw malformed("its body is not a " + type.getSimpleName(), e);
    }
  }

  /**
   * What a refusal means.
   *
   * @return the error to throw when the outcome is unknown
   * @throws FilesException when the server answered definitely
   */
  IOException refusal() throws IOException {
    Optional<Problem> problem = problem();
    String detail =
        problem
            .map(Problem::detail)
            .orElse("The server answered " + status() + " without a reason");
    if (detail.length() > MAX_DETAIL_CHARS) {
      detail = detail.substring(0, MAX_DETAIL_CHARS);
    }
    for (ProblemType type : DEFINITE) {
      boolean same = problem.isPresent() && problem.get().type().equals(type.uri());
      // A server whose application is not up answers 404 and 500 too: such words are not a node's.
      boolean bare = problem.isEmpty() && type.status() == status() && status() != 500;
      if (same || (bare && (isProblem() || status() != 404))) {
        throw type == ProblemType.UNAVAILABLE
            ? new FilesException(type, detail, retryAfter())
            : new FilesException(type, detail);
      }
    }
    return new IOException(
        request.getMethod() + " at " + where() + ": " + status() + ", " + detail);
  }

  IOException malformed(String what, Throwable cause) {
    return new IOException(
        request.getMethod() + " at " + where() + " got a malformed answer: " + what, cause);
  }

  private Optional<Problem> problem() throws IOException {
    if (!isProblem()) {
      return Optional.empty();
    }
    try {
      Problem problem = Json.read(body(), MAX_PROBLEM_BYTES, Problem.class);
      return problem.type() == null || problem.detail() == null
          ? Optional.empty()
          : Optional.of(problem);
    } catch (FilesException e) {
      return Optional.empty();
    }
  }

  private boolean isProblem() {
    return header("Content-Type").orElse("").startsWith(Problem.MEDIA_TYPE);
  }

  private Duration retryAfter() {
    try {
      long seconds = Long.parseLong(header("Retry-After").orElse(""));
      return Duration.ofSeconds(Math.max(0, Math.min(seconds, MAX_RETRY_AFTER_SECONDS)));
    } catch (NumberFormatException e) {
      return RETRY_AFTER;
    }
  }

  private String where() {
    return request.getScheme() + "://" + request.getAuthority() + request.getPath();
  }

  @Override
  public void close() throws IOException {
    response.close();
  }
}
