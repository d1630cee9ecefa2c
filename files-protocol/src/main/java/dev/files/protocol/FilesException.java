package dev.files.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * The base of all errors that a caller is told of. The message goes out as the problem's detail: it
 * says what was expected, what was found and what to do, and never holds a secret or a path of the
 * server.
 */
public class FilesException extends RuntimeException {
  private final transient ProblemType type;
  private final transient Optional<Duration> retryAfter;

  public FilesException(ProblemType type, String detail) {
    this(type, detail, Optional.empty(), null);
  }

  public FilesException(ProblemType type, String detail, Throwable cause) {
    this(type, detail, Optional.empty(), cause);
  }

  /** A transient refusal: the caller may try again after the given time. */
  public FilesException(ProblemType type, String detail, Duration retryAfter) {
    this(type, detail, Optional.of(retryAfter), null);
  }

  /** A transient refusal that another error caused. */
  public FilesException(ProblemType type, String detail, Duration retryAfter, Throwable cause) {
    this(type, detail, Optional.of(retryAfter), cause);
  }

  private FilesException(
      ProblemType type, String detail, Optional<Duration> retryAfter, Throwable cause) {
    super(detail, cause);
    this.type = type;
    this.retryAfter = retryAfter;
  }

  public ProblemType type() {
    return type;
  }

  /** What {@code Retry-After} (RFC 9110, section 10.2.3) should say. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  public Problem problem() {
    return Problem.of(type, getMessage());
  }
}
