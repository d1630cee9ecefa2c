package dev.files.settings;

import dev.files.protocol.security.Secrets;
import java.util.List;

/** The administrator's bearer token. */
public final class AdminToken {
  private final Secrets secrets;

  public AdminToken(String token) {
    secrets = new Secrets(List.of(token));
  }

  /** Whether the value of {@code Authorization} carries it; takes constant time. */
  public boolean accepts(String authorization) {
    return secrets.accepts(authorization);
  }

  @Override
  public String toString() {
    return "AdminToken[]";
  }
}
