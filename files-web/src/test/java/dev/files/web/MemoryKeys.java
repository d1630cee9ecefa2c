package dev.files.web;

import dev.files.keys.ApiKey;
import dev.files.keys.ApiKeys;
import dev.files.keys.KeyId;
import dev.files.keys.Role;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Keys in memory. */
final class MemoryKeys implements ApiKeys {
  private final Map<String, ApiKey> keys = new LinkedHashMap<>();

  @Override
  public Made make(String name, Set<Role> roles, Optional<Instant> expires) {
    ApiKey key =
        new ApiKey(
            new KeyId(new UUID(1, keys.size())),
            name,
            roles,
            MemoryFiles.UPLOADED,
            expires,
            Optional.empty());
    String secret = PREFIX + "k".repeat(42) + keys.size();
    keys.put(secret, key);
    return new Made(key, secret);
  }

  @Override
  public List<ApiKey> all() {
    return List.copyOf(keys.values());
  }

  @Override
  public void revoke(KeyId id) {
    if (!keys.values().removeIf(key -> key.id().equals(id))) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no key with this id");
    }
  }

  @Override
  public Optional<ApiKey> find(String secret) {
    return Optional.ofNullable(keys.get(secret));
  }
}
