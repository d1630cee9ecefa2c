package dev.files.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.TestDatabase;
import dev.files.protocol.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostNodesTest {
  private static final NodeId A = new NodeId("a".repeat(32));
  private static final NodeId B = new NodeId("b".repeat(32));
  private static final NodeId C = new NodeId("c".repeat(32));
  private static final NodeId D = new NodeId("d".repeat(32));

  private final AtomicLong nanoTime = new AtomicLong();
  private TestDatabase db;
  private LostNodes lost;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    lost = TestRegistry.lost(db, nanoTime::get);
    db.ping(A, B, C, D);
    lost.heard();
    db.run("UPDATE ping_series SET since = since - interval '1 day'");
  }

  private void silent(NodeId node, int seconds) {
    db.run("UPDATE node SET last_ping = last_ping - ? WHERE id = ?", interval(seconds), node);
  }

  private static Object interval(int seconds) {
    return new org.postgresql.util.PGInterval(0, 0, 0, 0, 0, seconds);
  }

  private List<NodeId> lost() {
    return db.database()
        .single(
            sql ->
                sql.list(
                    "SELECT id FROM node WHERE lost_since IS NOT NULL ORDER BY id",
                    row -> row.node("id")));
  }

  @Test
  void aNodeThatIsSilentForAMinuteIsLostAndNoOther() {
    silent(A, 61);
    silent(B, 58);
    assertThat(lost.step()).isEqualTo(1);
    assertThat(lost()).containsExactly(A);
    assertThat(lost.step()).isZero();
  }

  @Test
  void silenceWhileNoPingCouldBeRecordedCountsForNothing() {
    silent(A, 600);
    db.run("UPDATE node SET last_ping = clock_timestamp() - interval '10 minutes'");
    db.run("UPDATE ping_series SET last = clock_timestamp() - interval '10 minutes'");
    assertThat(lost.step()).isZero();
    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    lost.heard();
    assertThat(lost.step()).isZero();
    db.run("UPDATE ping_series SET since = since - interval '61 seconds'");
    db.ping(B, C, D);
    assertThat(lost.step()).isEqualTo(1);
    assertThat(lost()).containsExactly(A);
  }

  @Test
  void aShortGapDoesNotBreakTheSeries() {
    silent(A, 70);
    db.run("UPDATE ping_series SET last = last - interval '10 seconds'");
    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    lost.heard();
    assertThat(lost.step()).isEqualTo(1);
  }

  @Test
  void whenManyAreSilentAtOnceNothingIsLostBeforeAQuarterOfAnHour() {
    silent(A, 100);
    silent(B, 100);
    assertThat(lost.step()).isZero();
    silent(A, 801);
    assertThat(lost.step()).isEqualTo(1);
    assertThat(lost()).containsExactly(A);
  }

  @Test
  void oneAfterTheOtherAreManyToo() {
    silent(A, 100);
    assertThat(lost.step()).isEqualTo(1);
    silent(B, 100);
    assertThat(lost.step()).isZero();
    db.run("UPDATE node SET lost_since = lost_since - interval '16 minutes'");
    assertThat(lost.step()).isEqualTo(1);
    assertThat(lost()).containsExactly(A, B);
  }

  @Test
  void nodesOfTwoZonesAtOnceAreMany() {
    for (int i = 0; i < 8; i++) {
      db.ping(new NodeId("0".repeat(31) + i));
    }
    db.run("UPDATE node SET zone = 'east' WHERE id = ?", A);
    silent(A, 100);
    silent(B, 100);
    assertThat(lost.step()).isZero();
    db.run("UPDATE node SET zone = ''");
    assertThat(lost.step()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsWorkedOnOrRetiredIsNotLost() {
    silent(A, 100);
    db.run("UPDATE node SET away_until = clock_timestamp() + interval '1 hour' WHERE id = ?", A);
    assertThat(lost.step()).isZero();
    db.run(
        "UPDATE node SET away_until = clock_timestamp() - interval '50 seconds' WHERE id = ?", A);
    assertThat(lost.step()).isZero();
    db.run("UPDATE node SET retired = clock_timestamp(), away_until = NULL WHERE id = ?", A);
    assertThat(lost.step()).isZero();
  }
}
