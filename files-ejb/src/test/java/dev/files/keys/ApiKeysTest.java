package dev.files.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private static final Set<Role> UPLOADER = EnumSet.of(Role.UPLOADER);

  private final AtomicLong nanos = new AtomicLong();
  private TestDatabase db;
  private ApiKeys keys;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    keys = front();
  }

  private ApiKeys front() {
    return new KeyTable(db.database(), new SecureRandom(), nanos::get);
  }

  private String made() {
    return keys.make("a program", UPLOADER, Optional.empty()).secret();
  }

  @Test
  void areFoundOnEveryFrontAndKeptNowhere() {
    ApiKeys.Made made = keys.make("é", EnumSet.allOf(Role.class), Optional.empty());
    assertThat(made.secret()).matches("fk_[A-Za-z0-9_-]{43}").isNotEqualTo(made());
    assertThat(made.toString()).doesNotContain(made.secret());
    ApiKey found = front().find(made.secret()).orElseThrow();
    assertThat(found.id()).isEqualTo(made.key().id());
    assertThat(found.name()).isEqualTo("é");
    assertThat(found.roles()).containsExactlyInAnyOrder(Role.values());
    assertThat(db.number("SELECT count(*) AS n FROM api_key k WHERE k::text LIKE '%fk\\_%'"))
        .isZero();
  }

  @Test
  void whatNobodyMadeIsNotFound() {
    made();
    for (String secret : new String[] {"", "fk_", "fk_" + "A".repeat(43), "A".repeat(46)}) {
      assertThat(keys.find(secret)).isEmpty();
    }
  }

  @Test
  void aRevokedOneIsGoodForNothingHereAtOnceAndElsewhereSoon() {
    String secret = made();
    ApiKeys other = front();
    KeyId id = other.find(secret).orElseThrow().id();
    keys.revoke(id);
    assertThat(keys.find(secret)).isEmpty();
    nanos.addAndGet(KeyTable.FRESH.toNanos());
    assertThat(other.find(secret)).isEmpty();
    assertThat(keys.all()).isEmpty();
    assertThatThrownBy(() -> keys.revoke(id))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.NOT_FOUND));
    assertThatThrownBy(() -> keys.revoke(new KeyId(UUID.randomUUID())))
        .isInstanceOf(FilesException.class);
  }

  @Test
  void oneEndsByTheDatabasesClock() {
    String secret =
        keys.make("short", UPLOADER, Optional.of(Instant.now().plusSeconds(3600))).secret();
    assertThat(front().find(secret)).isPresent();
    db.run(
        "UPDATE api_key SET created = created - interval '2 hours',"
            + " expires = expires - interval '2 hours'");
    assertThat(front().find(secret)).isEmpty();
    assertThat(keys.all()).isEmpty();
    assertThatThrownBy(() -> keys.make("past", UPLOADER, Optional.of(Instant.EPOCH)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_VALUE));
  }

  @Test
  void itIsKnownWhenOneWasUsed() {
    String secret = made();
    assertThat(keys.all().get(0).lastUsed()).isEmpty();
    keys.find(secret);
    assertThat(keys.all().get(0).lastUsed()).isPresent();
  }

  @Test
  void aRoleOfALaterVersionIsNone() {
    String secret = made();
    db.run("UPDATE api_key SET roles = ARRAY['uploader', 'king']");
    assertThat(keys.find(secret).orElseThrow().roles()).containsExactly(Role.UPLOADER);
  }
}
