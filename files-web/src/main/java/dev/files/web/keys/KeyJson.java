package dev.files.web.keys;

import dev.files.keys.ApiKey;
import dev.files.keys.ApiKeys;
import dev.files.keys.Role;
import java.time.Instant;
import java.util.List;

/**
 * A key as JSON; what does not apply is absent.
 *
 * @param key the secret, of one that was just made
 */
record KeyJson(
    String id,
    String name,
    List<String> roles,
    Instant created,
    Instant expires,
    Instant lastUsed,
    String key) {

  /** All keys. */
  record Listing(List<KeyJson> keys) {}

  static KeyJson of(ApiKey key) {
    return of(key, null);
  }

  static KeyJson of(ApiKeys.Made made) {
    return of(made.key(), made.secret());
  }

  private static KeyJson of(ApiKey key, String secret) {
    return new KeyJson(
        key.id().toString(),
        key.name(),
        key.roles().stream().map(Role::word).sorted().toList(),
        key.created(),
        key.expires().orElse(null),
        key.lastUsed().orElse(null),
        secret);
  }
}
