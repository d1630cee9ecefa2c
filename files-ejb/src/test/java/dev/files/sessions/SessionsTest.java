package dev.files.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.files.database.TestDatabase;
import dev.files.settings.AdminToken;
import dev.files.workers.Chore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final AdminToken TOKEN = new AdminToken("token-of-the-administrator-01234");

  private TestDatabase db;
  private Sessions sessions;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    sessions = with(TOKEN);
  }

  private Sessions with(AdminToken token) {
    return new SessionTable(db.database(), token, new SecureRandom());
  }

  private void expireAll() {
    db.run("UPDATE session SET expires = clock_timestamp()");
  }

  private long rows() {
    return db.number("SELECT count(*) AS n FROM session");
  }

  @Test
  void areGoodOnEveryFrontForTwelveHours() {
    Sessions.Opened opened = sessions.open();

    assertThat(with(TOKEN).isOpen(opened.id())).isTrue();
    assertThat(opened.expires())
        .isCloseTo(Instant.now().plus(Duration.ofHours(12)), within(1, ChronoUnit.MINUTES));
    assertThat(opened.id()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(sessions.open().id());
  }

  @Test
  void whatNobodyOpenedIsNotOpen() {
    sessions.open();

    assertThat(sessions.isOpen("")).isFalse();
    assertThat(sessions.isOpen("A".repeat(43))).isFalse();
    assertThat(sessions.isOpen("A".repeat(10_000))).isFalse();
  }

  @Test
  void endByTheClockOfTheDatabaseAndAreRemoved() {
    String id = sessions.open().id();
    Chore expired = new ExpiredSessions(db.database(), Duration.ofSeconds(1));
    assertThat(expired.step()).isZero();
    expireAll();

    assertThat(sessions.isOpen(id)).isFalse();
    assertThat(expired.step()).isEqualTo(1);
    assertThat(rows()).isZero();
  }

  @Test
  void oneEndsOrAll() {
    String first = sessions.open().id();
    String second = sessions.open().id();
    String third = sessions.open().id();

    sessions.end(first);
    sessions.end(first);
    assertThat(sessions.isOpen(first)).isFalse();
    assertThat(sessions.isOpen(second)).isTrue();

    sessions.endAll();
    assertThat(sessions.isOpen(second)).isFalse();
    assertThat(sessions.isOpen(third)).isFalse();
  }

  @Test
  void endWithTheTokenThatTheyWereOpenedWith() {
    String id = sessions.open().id();

    assertThat(with(new AdminToken("another-token-of-the-administrator")).isOpen(id)).isFalse();
    assertThat(sessions.isOpen(id)).isTrue();
  }

  @Test
  void theOldestMakesRoom() {
    String oldest = sessions.open().id();
    Set<String> others = new HashSet<>();
    for (int i = 1; i < SessionTable.MOST; i++) {
      others.add(sessions.open().id());
    }
    assertThat(sessions.isOpen(oldest)).isTrue();

    others.add(sessions.open().id());

    assertThat(sessions.isOpen(oldest)).isFalse();
    assertThat(others).allMatch(sessions::isOpen);
    assertThat(rows()).isEqualTo(SessionTable.MOST);
  }

  @Test
  void theTableTellsNobodyHowToOpenOne() {
    String id = sessions.open().id();

    assertThat(
            db.number("SELECT count(*) AS n FROM session WHERE seal = sha256(?::text::bytea)", id))
        .isZero();
  }
}
