package dev.files.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key as its makers see it; the secret is not in it.
 *
 * @param name for people
 * @param expires empty: never
 * @param lastUsed to the minute; empty: never
 */
public record ApiKey(
    KeyId id,
    String name,
    Set<Role> roles,
    Instant created,
    Optional<Instant> expires,
    Optional<Instant> lastUsed) {
  public ApiKey {
    roles = Set.copyOf(roles);
  }

  public boolean isAdmin() {
    return roles.contains(Role.ADMIN);
  }

  public boolean mayUpload() {
    return isAdmin() || roles.contains(Role.UPLOADER);
  }
}
