package dev.files.protocol.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * A secret that is sent and the secrets that are accepted: during a rotation, the previous one too.
 */
public final class Secrets {
  /** Shorter secrets can be guessed. */
  public static final int MIN_CHARS = 16;

  private static final String SCHEME = "Bearer ";

  private final List<String> accepted;

  /** The first one is sent, all are accepted. */
  public Secrets(List<String> accepted) {
    if (accepted.isEmpty() || accepted.stream().anyMatch(s -> s.length() < MIN_CHARS)) {
      throw new IllegalArgumentException("a secret has at least " + MIN_CHARS + " characters");
    }
    this.accepted = List.copyOf(accepted);
  }

  /** A new secret of 256 random bits as URL-safe text. */
  public static String random(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The value of {@code Authorization} for a call to another server (RFC 6750, section 2.1). */
  public String authorization() {
    return SCHEME + accepted.get(0);
  }

  /** Whether the value of {@code Authorization} carries an accepted secret. */
  public boolean accepts(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] given =
        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    boolean ok = false;
    for (String secret : accepted) {
      ok |= MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given);
    }
    return ok;
  }

  List<String> accepted() {
    return accepted;
  }

  @Override
  public String toString() {
    return "Secrets[" + accepted.size() + "]";
  }
}
