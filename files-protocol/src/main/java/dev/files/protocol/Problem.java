package dev.files.protocol;

/** The body of an error answer, {@code application/problem+json} (RFC 9457, section 3). */
public record Problem(String type, String title, int status, String detail) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type.uri(), type.title(), type.status(), detail);
  }
}
