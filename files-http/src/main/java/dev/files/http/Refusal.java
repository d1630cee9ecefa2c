package dev.files.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.Map;

/** An error whose answer has headers of its own. */
public final class Refusal extends FilesException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> headers;

  public Refusal(ProblemType type, String detail, Map<String, String> headers) {
    super(type, detail);
    this.headers = Map.copyOf(headers);
  }

  public static Refusal methodNotAllowed(String method, String allowed) {
    return new Refusal(
        ProblemType.METHOD_NOT_ALLOWED,
        method + " is not possible here: allowed are " + allowed,
        Map.of("Allow", allowed));
  }

  public static Refusal rangeNotSatisfiable(FilesException cause, long size) {
    return new Refusal(
        ProblemType.RANGE_NOT_SATISFIABLE,
        cause.getMessage(),
        Map.of("Content-Range", "bytes */" + size));
  }

  public Map<String, String> headers() {
    return headers;
  }
}
