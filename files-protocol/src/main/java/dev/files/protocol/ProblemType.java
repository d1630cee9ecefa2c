package dev.files.protocol;

/**
 * The stable types of our problem details (RFC 9457). The {@code type} member is {@code
 * urn:files:problem:} and the {@link #slug}; programs may match on it, so a slug never changes its
 * meaning.
 */
public enum ProblemType {
  BAD_REQUEST("bad-request", 400, "The request is malformed"),
  INVALID_VALUE("invalid-value", 400, "A value is not allowed"),
  UNAUTHORIZED("unauthorized", 401, "A valid bearer token is needed"),
  FORBIDDEN("forbidden", 403, "The signature or token does not allow this"),
  NOT_FOUND("not-found", 404, "There is nothing here"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No representation suits the Accept header"),
  TOO_SLOW("too-slow", 408, "The body came too slowly"),
  CONFLICT("conflict", 409, "The state does not allow this"),
  GONE("gone", 410, "What this was is there no more, and will not be again"),
  LENGTH_REQUIRED("length-required", 411, "The size must be known before the first byte"),
  PRECONDITION_FAILED("precondition-failed", 412, "The file is not in the expected state"),
  TOO_LARGE("too-large", 413, "The body is larger than the limit"),
  UNSUPPORTED_MEDIA("unsupported-media", 415, "The media type or content coding is not supported"),
  RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, "No byte of the range exists"),
  MISDIRECTED("misdirected", 421, "This is not the node that the call is meant for"),
  MISMATCH("mismatch", 422, "The bytes do not match what was announced"),
  TOO_MANY("too-many", 429, "Too many tries"),
  INTERNAL("internal", 500, "The server failed"),
  CORRUPT("corrupt", 500, "The stored bytes failed their checksum"),
  NOT_IMPLEMENTED("not-implemented", 501, "The server does not know how to do this"),
  BAD_GATEWAY("bad-gateway", 502, "Another server gave a wrong answer"),
  UNAVAILABLE("unavailable", 503, "The service cannot do this now"),
  DISK_FULL("disk-full", 507, "The disk is full");

  private final String slug;
  private final int status;
  private final String title;

  ProblemType(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  public String slug() {
    return slug;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String uri() {
    return "urn:files:problem:" + slug;
  }

  /** Whether the same request may succeed later without a change. */
  public boolean isTransient() {
    return switch (this) {
      case UNAVAILABLE, TOO_SLOW, TOO_MANY, DISK_FULL, BAD_GATEWAY -> true;
      default -> false;
    };
  }
}
