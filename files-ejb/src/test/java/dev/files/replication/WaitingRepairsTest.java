package dev.files.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.workers.RepairBacklog;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many rows that wait. */
class WaitingRepairsTest {
  private TestDatabase db;
  private RepairTable table;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    table = new RepairTable(db.database());
  }

  private void rows(int count, int sound, String nextTry, String owner, String error) {
    db.run(
        "WITH c AS (INSERT INTO chunk (id, size) SELECT sha256((? || '-' || n)::bytea), 1 FROM"
            + " generate_series(1, ?) AS n RETURNING id) INSERT INTO repair (chunk_id, sound,"
            + " next_try, owner, last_error) SELECT id, ?, clock_timestamp() + ?::interval,"
            + " ?::uuid, ? FROM c",
        sound + nextTry,
        count,
        sound,
        nextTry,
        Optional.ofNullable(owner),
        Optional.ofNullable(error));
  }

  @Test
  void takesTheNextAtNoMoreCostWhenManyWait() {
    rows(30_000, 1, "-1 second", null, null);
    db.run("ANALYZE repair");
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThat(table.claimUrgent(64, Duration.ofMinutes(1))).hasSize(64);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void tellsWhatWaitsByTheCopiesThatAreLeft() {
    assertThat(new WaitingRepairs(db.database()).backlog().levels()).isEmpty();
    assertThat(new WaitingRepairs(db.database()).backlog().oldestDue()).isEmpty();
    rows(2, 0, "-1 hour", null, null);
    rows(3, 0, "1 minute", "00000000-0000-0000-0000-000000000001", null);
    rows(60, 1, "5 minutes", null, "no node took it");
    RepairBacklog backlog = new WaitingRepairs(db.database()).backlog();
    assertThat(backlog.levels())
        .containsExactly(new RepairBacklog.Level(0, 5, 2, 3), new RepairBacklog.Level(1, 60, 0, 0));
    assertThat(Duration.between(backlog.oldestDue().orElseThrow(), Instant.now()))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(62));
    assertThat(backlog.failed())
        .hasSize(RepairBacklog.MOST_FAILED)
        .allMatch(failed -> failed.lastError().equals("no node took it") && failed.sound() == 1);
  }

  @Test
  void countsNoFurtherThanIsTold() {
    rows(RepairBacklog.MOST_COUNTED + 500, 1, "-1 minute", null, null);
    db.run("ANALYZE repair");
    RepairBacklog.Level level = new WaitingRepairs(db.database()).backlog().levels().get(0);
    assertThat(level.chunks()).isEqualTo(RepairBacklog.MOST_COUNTED);
    assertThat(level.orMore()).isTrue();
    assertThat(level.due()).isEqualTo(RepairBacklog.MOST_COUNTED);
  }
}
