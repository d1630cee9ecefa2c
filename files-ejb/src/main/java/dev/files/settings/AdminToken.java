package dev.files.settings;

import dev.files.protocol.Sha256;
import dev.files.protocol.security.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The administrator's bearer token. */
public final class AdminToken {
  private static final String ALGORITHM = "HmacSHA256";

  private final Secrets secrets;
  private final SecretKeySpec key;

  public AdminToken(String token) {
    secrets = new Secrets(List.of(token));
    key = new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** Whether the value of {@code Authorization} carries it; takes constant time. */
  public boolean accepts(String authorization) {
    return secrets.accepts(authorization);
  }

  /**
   * What only this token makes of a text (HMAC-SHA256, RFC 2104), and from which neither can be
   * told.
   *
   * @param text begins with the purpose, a line of its own
   */
  public Sha256 seal(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Sha256.ofBytes(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "AdminToken[]";
  }
}
