package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static dev.files.metadata.Samples.chunk;
import static dev.files.metadata.Samples.content;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.Database;
import dev.files.database.SqlWork;
import dev.files.database.TestDatabase;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Layout;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LedgerTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<ChunkId> hinted = new ArrayList<>();
  private TestDatabase db;
  private Leases leases;
  private SqlLedger ledger;
  private SqlContentMap map;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    leases = new Leases(db.database(), "test");
    ledger = new SqlLedger(db.database(), leases, 2, hinted::addAll, RANDOM);
    map = new SqlContentMap(db.database());
  }

  private List<RecordedFile> commit(NewFile... files) {
    LeaseId lease = ledger.open();
    try {
      return ledger.commit(lease, List.of(files));
    } finally {
      ledger.close(lease);
    }
  }

  @Test
  void recordsFileContentChunksAndReplicas() {
    RecordedFile recorded =
        commit(
                file(
                    "a.txt",
                    placed("one", copy(NODE_A, 1), copy(NODE_B, 7)),
                    placed("three", copy(NODE_A, 2), copy(NODE_B, 8)),
                    placed("one", copy(NODE_A, 3), copy(NODE_B, 9))))
            .get(0);

    FileView view = recorded.file();
    assertThat(view.name()).isEqualTo("a.txt");
    assertThat(view.size()).isEqualTo(11);
    assertThat(view.chunkCount()).isEqualTo(3);
    assertThat(view.expires()).isEmpty();
    assertThat(view.sha256()).isEmpty();
    assertThat(map.chunksFrom(view.contentId(), 0, 10))
        .containsExactly(
            new ChunkLocations(0, 0, chunk("one"), List.of(NODE_A, NODE_B)),
            new ChunkLocations(1, 3, chunk("three"), List.of(NODE_A, NODE_B)),
            new ChunkLocations(2, 8, chunk("one"), List.of(NODE_A, NODE_B)));
    assertThat(map.chunksFrom(view.contentId(), 5, 1))
        .extracting(ChunkLocations::ordinal)
        .containsExactly(1);
    assertThat(map.chunksFrom(view.contentId(), 8, 1))
        .extracting(ChunkLocations::ordinal)
        .containsExactly(2);
    assertThat(
            db.number(
                "SELECT generation AS n FROM replica WHERE chunk_id = ? AND node_id = ?",
                chunk("one").id(),
                NODE_B))
        .isEqualTo(9);
    assertThat(db.number("SELECT count(*) AS n FROM write_lease")).isZero();
    assertThat(hinted).isEmpty();
  }

  @Test
  void tellsWhereChunksLieByTheirPlaceWithoutCopiesThatAreToGoAndNamesBadOnes() {
    FileView view =
        commit(
                file(
                    "a.txt",
                    placed("one", copy(NODE_A, 1), copy(NODE_B, 1)),
                    placed("three", copy(NODE_A, 2), copy(NODE_C, 1))))
            .get(0)
            .file();
    db.run("UPDATE replica SET condemned = true, next_try = now() WHERE node_id = ?", NODE_C);
    db.run("UPDATE replica SET bad_since = now() WHERE node_id = ?", NODE_B);
    List<ChunkLocations> chunks = map.chunksAt(view.contentId(), 0, 10);
    assertThat(chunks)
        .containsExactly(
            new ChunkLocations(0, 0, chunk("one"), List.of(NODE_A, NODE_B), Set.of(NODE_B)),
            new ChunkLocations(1, 3, chunk("three"), List.of(NODE_A)));
    assertThat(chunks.get(0).sound()).containsExactly(NODE_A);
    assertThat(map.chunksAt(view.contentId(), 1, 10)).containsExactly(chunks.get(1));
    assertThat(map.chunksAt(view.contentId(), 0, 1)).containsExactly(chunks.get(0));
    assertThat(map.chunksAt(view.contentId(), 2, 10)).isEmpty();
  }

  @Test
  void recordsNoBytesAsNoChunk() {
    FileView view =
        commit(
                new NewFile(
                    "empty",
                    "text/plain",
                    Expiry.NEVER,
                    Optional.empty(),
                    new NewContent(
                        Layout.FIXED, 0, Optional.of(Sha256.of(new byte[0])), List.of())))
            .get(0)
            .file();
    assertThat(view.size()).isZero();
    assertThat(map.chunksFrom(view.contentId(), 0, 1)).isEmpty();
    assertThat(db.number("SELECT count(*) AS n FROM digest_fill")).isZero();
  }

  @Test
  void sharesContentAndChunksAndKeepsTheNewestGeneration() {
    FileView first = commit(file("a", placed("x", copy(NODE_A, 5), copy(NODE_B, 5)))).get(0).file();
    FileView second =
        commit(file("b", placed("x", copy(NODE_A, 3), copy(NODE_B, 9)))).get(0).file();
    assertThat(second.contentId()).isEqualTo(first.contentId());
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(db.number("SELECT count(*) AS n FROM chunk")).isEqualTo(1);
    assertThat(db.number("SELECT sum(generation) AS n FROM replica")).isEqualTo(14);
  }

  @Test
  void recordsManyFilesInOneCommitEvenOfTheSameContent() {
    List<RecordedFile> recorded =
        commit(
            file("a", placed("x", copy(NODE_A, 5), copy(NODE_B, 5))),
            file("b", placed("y", copy(NODE_A, 6), copy(NODE_B, 6))),
            file("c", placed("x", copy(NODE_A, 7), copy(NODE_B, 7))));
    assertThat(recorded).extracting(r -> r.file().name()).containsExactly("a", "b", "c");
    assertThat(recorded.get(0).file().contentId()).isEqualTo(recorded.get(2).file().contentId());
  }

  @Test
  void sendsChunksBelowTheWantedReplicasToRepairAfterTheCommit() {
    commit(file("a", placed("x", copy(NODE_A, 5)), placed("y", copy(NODE_A, 6), copy(NODE_B, 6))));
    assertThat(hinted).containsExactly(chunk("x").id());
    assertThat(db.number("SELECT count(*) AS n FROM repair")).isEqualTo(1);
  }

  @Test
  void refusesACommitUnderALapsedLeaseAndRecordsNothing() {
    LeaseId lease = ledger.open();
    db.run("UPDATE write_lease SET lease_until = clock_timestamp()");
    assertThat(ledger.renew(lease)).isFalse();
    refused(lease);
  }

  @Test
  void refusesACommitUnderAReapedLeaseAndRecordsNothing() {
    LeaseId lease = ledger.open();
    assertThat(leases.reap(10)).isZero();
    db.run("UPDATE write_lease SET lease_until = clock_timestamp()");
    assertThat(leases.reap(10)).isEqualTo(1);
    refused(lease);
  }

  /** Holds its first statements until told to go on. */
  private static final class SlowDatabase extends Database {
    private final Semaphore mayBegin = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();

    SlowDatabase(DataSource source) {
      super(source);
    }

    @Override
    public <T> T single(SqlWork<T> work) {
      begun.incrementAndGet();
      mayBegin.acquireUninterruptibly();
      return super.single(work);
    }

    void awaitBegun(int count) {
      while (begun.get() < count) {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitWaiting(SqlLedger ledger, int count) {
    while (ledger.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(60)
  void tellsNobodyOfTheRefusalOfAnother() throws Exception {
    SlowDatabase slow = new SlowDatabase(db.source());
    SqlLedger shared = new SqlLedger(slow, leases, 2, hinted::addAll, RANDOM);
    LeaseId lease = ledger.open();
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      List<Future<List<RecordedFile>>> good = new ArrayList<>();
      for (int i = 0; i < CommitQueue.MOST_AT_ONCE; i++) {
        String name = "occupant-" + i;
        good.add(clients.submit(() -> shared.commit(lease, List.of(file(name)))));
        slow.awaitBegun(i + 1);
      }
      good.add(clients.submit(() -> shared.commit(lease, List.of(file("a")))));
      awaitWaiting(shared, 1);
      NewFile past =
          new NewFile(
              "past",
              "text/plain",
              new Expiry.At(Instant.EPOCH),
              Optional.empty(),
              file("p").content());
      Future<List<RecordedFile>> refused =
          clients.submit(() -> shared.commit(lease, List.of(past)));
      awaitWaiting(shared, 2);
      good.add(clients.submit(() -> shared.commit(lease, List.of(file("b")))));
      awaitWaiting(shared, 3);
      slow.mayBegin.release();
      slow.awaitBegun(CommitQueue.MOST_AT_ONCE + 1);
      slow.mayBegin.release(100);
      for (Future<List<RecordedFile>> each : good) {
        assertThat(each.get()).hasSize(1);
      }
      assertThatThrownBy(refused::get)
          .cause()
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_VALUE));
    } finally {
      clients.shutdownNow();
    }
    assertThat(db.number("SELECT count(*) AS n FROM file")).isEqualTo(4);
    assertThat(db.number("SELECT count(DISTINCT name) AS n FROM file")).isEqualTo(4);
  }

  /** Executes each statement, then loses the connection before its outcome is known. */
  private static final class LosingDatabase extends Database {
    private boolean lose = true;

    LosingDatabase(DataSource source) {
      super(source);
    }

    @Override
    public <T> T single(SqlWork<T> work) {
      return super.single(
          sql -> {
            T result = work.run(sql);
            if (lose) {
              lose = false;
              throw new SQLException("the connection broke", "08006");
            }
            return result;
          });
    }
  }

  @Test
  void recordsOnceWhatIsExecutedTwice() {
    LeaseId lease = ledger.open();
    SqlLedger losing =
        new SqlLedger(
            new LosingDatabase(db.source()), leases, 2, hinted::addAll, new SecureRandom());
    List<RecordedFile> recorded =
        losing.commit(lease, List.of(file("a", placed("x", copy(NODE_A, 5), copy(NODE_B, 5)))));
    assertThat(recorded).extracting(r -> r.file().name()).containsExactly("a");
    for (String table : List.of("file", "content", "content_chunk", "chunk")) {
      assertThat(db.number("SELECT count(*) AS n FROM " + table)).as(table).isEqualTo(1);
    }
  }

  @Test
  void recordsManyCommitsUnderALeaseUntilItIsClosed() {
    LeaseId lease = ledger.open();
    ledger.commit(lease, List.of(file("a")));
    ledger.commit(lease, List.of(file("a")));
    ledger.close(lease);
    assertThatThrownBy(() -> ledger.commit(lease, List.of(file("b"))))
        .isInstanceOf(FilesException.class);
  }

  private void refused(LeaseId lease) {
    assertThatThrownBy(() -> ledger.commit(lease, List.of(file("a", placed("x", copy(NODE_A, 5))))))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    for (String table : List.of("file", "content", "chunk", "replica", "content_chunk", "repair")) {
      assertThat(db.number("SELECT count(*) AS n FROM " + table)).as(table).isZero();
    }
    assertThat(hinted).isEmpty();
  }

  @Test
  void renewsALivingLease() {
    LeaseId lease = ledger.open();
    db.run("UPDATE write_lease SET lease_until = clock_timestamp() + interval '1 second'");
    assertThat(ledger.renew(lease)).isTrue();
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM write_lease WHERE lease_until > clock_timestamp() +"
                    + " interval '50 seconds'"))
        .isEqualTo(1);
    ledger.close(lease);
    assertThat(ledger.renew(lease)).isFalse();
  }

  @Test
  void countsADurationFromTheUploadByTheDatabasesClock() {
    FileView view =
        commit(
                new NewFile(
                    "a",
                    "text/plain",
                    new Expiry.After(Duration.ofHours(1)),
                    Optional.empty(),
                    content(placed("x", copy(NODE_A, 1)))))
            .get(0)
            .file();
    assertThat(view.expires()).contains(view.uploaded().plus(Duration.ofHours(1)));
  }

  @Test
  void refusesAnExpiryThatPassedMeanwhile() {
    NewFile past =
        new NewFile(
            "a",
            "text/plain",
            new Expiry.At(Instant.EPOCH),
            Optional.empty(),
            content(placed("x", copy(NODE_A, 1))));
    assertThatThrownBy(() -> commit(past))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_VALUE));
    assertThat(db.number("SELECT count(*) AS n FROM content")).isZero();
  }

  @Test
  void revivesWhatIsSuspectOrCondemned() {
    FileView view = commit(file("a", placed("x", copy(NODE_A, 5), copy(NODE_B, 5)))).get(0).file();
    db.run("UPDATE content SET suspect_since = clock_timestamp()");
    db.run("UPDATE chunk SET suspect_since = clock_timestamp()");
    db.run("UPDATE replica SET condemned = true, next_try = clock_timestamp()");
    commit(file("b", placed("x", copy(NODE_A, 6))));
    assertThat(db.number("SELECT count(*) AS n FROM content WHERE suspect_since IS NOT NULL"))
        .isZero();
    assertThat(db.number("SELECT count(*) AS n FROM chunk WHERE suspect_since IS NOT NULL"))
        .isZero();
    assertThat(db.number("SELECT count(*) AS n FROM replica WHERE condemned")).isEqualTo(1);
    assertThat(map.chunksFrom(view.contentId(), 0, 1).get(0).nodes()).containsExactly(NODE_A);
  }
}
