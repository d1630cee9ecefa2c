package dev.files.protocol.http;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The headers {@code Content-Digest} and {@code Repr-Digest} (RFC 9530), for {@code sha-256}. */
public final class DigestHeader {
  private static final int MAX_LENGTH = 1024;

  private DigestHeader() {}

  public static String of(Sha256 hash) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(hash.bytes()) + ":";
  }

  /**
   * The SHA-256 that the header announces; empty when it names other algorithms only.
   *
   * @throws FilesException BAD_REQUEST when it is malformed
   */
  public static Optional<Sha256> parse(String headerName, String value) {
    if (value.length() > MAX_LENGTH) {
      throw malformed(headerName);
    }
    Optional<Sha256> found = Optional.empty();
    for (String member : value.split(",", -1)) {
      String trimmed = member.strip();
      int equals = trimmed.indexOf('=');
      if (equals < 1
          || trimmed.length() < equals + 3
          || trimmed.charAt(equals + 1) != ':'
          || !trimmed.endsWith(":")) {
        throw malformed(headerName);
      }
      byte[] bytes;
      try {
        bytes = Base64.getDecoder().decode(trimmed.substring(equals + 2, trimmed.length() - 1));
      } catch (IllegalArgumentException e) {
        throw malformed(headerName);
      }
      if (trimmed.substring(0, equals).toLowerCase(Locale.ROOT).equals("sha-256")) {
        if (bytes.length != Sha256.BYTES) {
          throw malformed(headerName);
        }
        found = Optional.of(Sha256.ofBytes(bytes));
      }
    }
    return found;
  }

  private static FilesException malformed(String headerName) {
    return new FilesException(
        ProblemType.BAD_REQUEST,
        headerName + " is malformed: expected sha-256=:BASE64: (RFC 9530)");
  }
}
