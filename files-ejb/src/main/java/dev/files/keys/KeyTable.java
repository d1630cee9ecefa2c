package dev.files.keys;

import dev.files.database.Database;
import dev.files.database.DatabaseException;
import dev.files.database.Row;
import dev.files.database.Sql.Many;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.security.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The rows of {@code api_key}, and what this front has just read of them. */
final class KeyTable implements ApiKeys {
  /** How long a key is good on this front after another has revoked it. */
  static final Duration FRESH = Duration.ofSeconds(2);

  /** More keys at work at once than any front has. */
  private static final int MOST_REMEMBERED = 10_000;

  /** Of the list: a key is made by hand. */
  private static final int MOST_LISTED = 10_000;

  private static final int SECRET_CHARS = PREFIX.length() + 43;

  private static final String COLUMNS =
      "id, name, array_to_string(roles, ',') AS roles, created, expires, last_used";

  private static final String IS_GOOD =
      "revoked IS NULL AND (expires IS NULL OR expires > (SELECT clock_timestamp()))";

  private static final String MAKE =
      """
      INSERT INTO api_key (name, hash, roles, expires) VALUES (?, ?, ?, ?) RETURNING %s
      """
          .formatted(COLUMNS);

  private static final String ALL =
      "SELECT %s FROM api_key WHERE %s ORDER BY created, id LIMIT %d"
          .formatted(COLUMNS, IS_GOOD, MOST_LISTED);

  private static final String REVOKE =
      "UPDATE api_key SET revoked = clock_timestamp() WHERE id = ? AND revoked IS NULL";

  private static final String FIND =
      """
      WITH used AS (
        UPDATE api_key SET last_used = clock_timestamp()
        WHERE hash = ? AND %s
          AND coalesce(last_used < clock_timestamp() - interval '1 minute', true))
      SELECT %s FROM api_key WHERE hash = ? AND %s
      """
          .formatted(IS_GOOD, COLUMNS, IS_GOOD);

  private record Remembered(ApiKey key, long since) {}

  private final Database database;
  private final SecureRandom random;
  private final LongSupplier nanoTime;
  private final Map<Sha256, Remembered> remembered = new ConcurrentHashMap<>();

  KeyTable(Database database, SecureRandom random, LongSupplier nanoTime) {
    this.database = database;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  @Override
  public Made make(String name, Set<Role> roles, Optional<Instant> expires) {
    String secret = PREFIX + Secrets.random(random);
    List<String> words = roles.stream().map(Role::word).sorted().toList();
    try {
      ApiKey key =
          database
              .single(
                  sql ->
                      sql.first(
                          MAKE, KeyTable::key, name, hash(secret), Many.texts(words), expires))
              .orElseThrow();
      return new Made(key, secret);
    } catch (DatabaseException e) {
      if (e.violates("api_key_expires_ahead")) {
        throw new FilesException(
            ProblemType.INVALID_VALUE, "expires: expected a moment that lies ahead", e);
      }
      throw e;
    }
  }

  @Override
  public List<ApiKey> all() {
    return database.single(sql -> sql.list(ALL, KeyTable::key));
  }

  @Override
  public void revoke(KeyId id) {
    int revoked = database.single(sql -> sql.update(REVOKE, id.uuid()));
    remembered.values().removeIf(known -> known.key().id().equals(id));
    if (revoked == 0) {
      throw new FilesException(ProblemType.NOT_FOUND, "There is no key with this id");
    }
  }

  @Override
  public Optional<ApiKey> find(String secret) {
    if (!secret.startsWith(PREFIX) || secret.length() != SECRET_CHARS) {
      return Optional.empty();
    }
    Sha256 hash = hash(secret);
    long now = nanoTime.getAsLong();
    Remembered known = remembered.get(hash);
    if (known != null && now - known.since() < FRESH.toNanos()) {
      return Optional.of(known.key());
    }
    Optional<ApiKey> found = database.single(sql -> sql.first(FIND, KeyTable::key, hash, hash));
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    found.ifPresentOrElse(
        key -> remembered.put(hash, new Remembered(key, now)), () -> remembered.remove(hash));
    return found;
  }

  /** A key has 256 random bits, so one fast hash hides it. */
  private static Sha256 hash(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiKey key(Row row) throws SQLException {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    // A front of a later version may know more of them.
    Arrays.stream(row.text("roles").split(",", -1))
        .forEach(word -> Role.parse(word).ifPresent(roles::add));
    return new ApiKey(
        new KeyId(UUID.fromString(row.text("id"))),
        row.text("name"),
        roles,
        row.instant("created"),
        row.optionalInstant("expires"),
        row.optionalInstant("last_used"));
  }
}
