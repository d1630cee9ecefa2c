package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.chunk;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.Database;
import dev.files.database.SqlWork;
import dev.files.database.TestDatabase;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownHoldersTest {
  private static final ChunkRef LARGE =
      new ChunkRef(chunk("x").id(), KnownHolders.WORTH_A_LOOK_BYTES);

  private final TestDatabase db = TestDatabase.empty();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicLong now = new AtomicLong();
  private final KnownHolders holders =
      new KnownHolders(
          new Database(db.source()) {
            @Override
            public <T> T single(SqlWork<T> work) {
              looks.incrementAndGet();
              if (away.get()) {
                throw new FilesException(ProblemType.UNAVAILABLE, "away");
              }
              return super.single(work);
            }
          },
          now::get);

  private void record() {
    Leases leases = new Leases(db.database(), "test");
    new SqlLedger(db.database(), leases, 2, chunks -> {}, new SecureRandom())
        .commit(leases.open(), List.of(file("f", placed("x", copy(NODE_A, 1), copy(NODE_B, 1)))));
  }

  @Test
  void looksForAChunkThatIsLargeAndLeavesOutBadCopies() {
    record();
    assertThat(holders.of(LARGE)).containsExactlyInAnyOrder(NODE_A, NODE_B);
    db.run("UPDATE replica SET bad_since = clock_timestamp() WHERE node_id = ?", NODE_A);
    assertThat(holders.of(LARGE)).containsExactly(NODE_B);
  }

  @Test
  void costsASmallUploadNoLookAndRemembersWhatWasRecorded() {
    record();
    assertThat(holders.of(chunk("x"))).isEmpty();
    holders.recorded(List.of(placed("x", copy(NODE_A, 1))));
    assertThat(holders.of(chunk("x"))).containsExactly(NODE_A);
    assertThat(holders.of(LARGE)).containsExactly(NODE_A);
    assertThat(looks).hasValue(0);
  }

  @Test
  void doesWithoutADatabaseThatIsAway() {
    away.set(true);
    assertThat(holders.of(LARGE)).isEmpty();
    away.set(false);
    record();
    assertThat(holders.of(LARGE)).isEmpty();
    assertThat(looks).hasValue(1);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(holders.of(LARGE)).hasSize(2);
  }

  @Test
  void forgetsWhatWasNotAskedForTheLongest() {
    for (int i = 0; i <= KnownHolders.REMEMBERED; i++) {
      holders.recorded(List.of(placed("chunk " + i, copy(NODE_A, 1))));
    }
    assertThat(holders.of(chunk("chunk 0"))).isEmpty();
    assertThat(holders.of(chunk("chunk 1"))).containsExactly(NODE_A);
  }
}
