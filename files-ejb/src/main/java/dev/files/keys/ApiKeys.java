package dev.files.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys, the same on every front. All throw {@link dev.files.protocol.FilesException}:
 * UNAVAILABLE when the database is out of reach.
 */
public interface ApiKeys {
  /** What every key begins with, so that it is seen in the wrong place, and is no other token. */
  String PREFIX = "fk_";

  int MAX_NAME_BYTES = 255;

  /**
   * A key that was just made.
   *
   * @param secret the key itself, which is kept nowhere: {@value #PREFIX} and 256 random bits as
   *     URL-safe text
   */
  record Made(ApiKey key, String secret) {
    @Override
    public String toString() {
      return "Made[" + key + "]";
    }
  }

  /**
   * Makes a key.
   *
   * @param name of 1 to {@value #MAX_NAME_BYTES} bytes
   * @param roles at least one
   * @throws dev.files.protocol.FilesException INVALID_VALUE when it expires in the past
   */
  Made make(String name, Set<Role> roles, Optional<Instant> expires);

  /** Those that are good, oldest first. */
  List<ApiKey> all();

  /**
   * From now on the key is good for nothing; other fronts hear of it within seconds.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND when no key that was not revoked has the id
   */
  void revoke(KeyId id);

  /** The key with this secret, when it is good. */
  Optional<ApiKey> find(String secret);
}
