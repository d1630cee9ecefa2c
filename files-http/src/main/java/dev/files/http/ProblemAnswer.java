package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.Problem;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.Trace;
import dev.files.protocol.messages.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * An error as it goes out: status, headers and the problem's JSON (RFC 9457). What went wrong
 * inside is logged under an id, and only the id is told.
 */
public record ProblemAnswer(Problem problem, Map<String, String> headers) {
  private static final Logger LOG = Logger.getLogger(ProblemAnswer.class);

  public ProblemAnswer {
    headers = Map.copyOf(headers);
  }

  public static ProblemAnswer of(Throwable failure) {
    if (failure instanceof FilesException known) {
      return of(known);
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(failure, "Request failed, error %s", id);
    return new ProblemAnswer(
        Problem.of(ProblemType.INTERNAL, "The server's log tells more under the id " + id),
        Map.of());
  }

  private static ProblemAnswer of(FilesException failure) {
    Problem problem = failure.problem();
    if (problem.status() >= 500 && !failure.type().isTransient()) {
      String id = UUID.randomUUID().toString();
      LOG.errorf(failure, "Request failed, error %s", id);
      problem = Problem.of(failure.type(), problem.detail() + " (error " + id + ")");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    if (failure instanceof Refusal refusal) {
      headers.putAll(refusal.headers());
    }
    failure.retryAfter().ifPresent(after -> headers.put("Retry-After", seconds(after)));
    if (failure.type() == ProblemType.UNAUTHORIZED) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    return new ProblemAnswer(problem, headers);
  }

  /** For a status that the server itself answers with, which may be none of our types. */
  public static ProblemAnswer ofStatus(int status, Map<String, String> headers) {
    String detail = type(status).map(ProblemType::title).orElse("The request was refused");
    return new ProblemAnswer(problem(status, detail), headers);
  }

  /** The same, for who can say more. */
  public static ProblemAnswer ofStatus(int status, String detail) {
    return new ProblemAnswer(problem(status, detail), Map.of());
  }

  private static Problem problem(int status, String detail) {
    ProblemType nearest =
        type(status).orElse(status >= 500 ? ProblemType.INTERNAL : ProblemType.BAD_REQUEST);
    return new Problem(nearest.uri(), nearest.title(), status, detail);
  }

  private static Optional<ProblemType> type(int status) {
    return Stream.of(ProblemType.values()).filter(type -> type.status() == status).findFirst();
  }

  public int status() {
    return problem.status();
  }

  /** The problem's JSON, with the id of the request that it answers. */
  public byte[] body(Trace trace) {
    return Json.write(
        new Told(
            problem.type(), problem.title(), problem.status(), problem.detail(), trace.request()));
  }

  private record Told(String type, String title, int status, String detail, String requestId) {}

  private static String seconds(Duration duration) {
    // Rounded up: nobody should come too early.
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
