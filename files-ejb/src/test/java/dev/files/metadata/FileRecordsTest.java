package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.database.TestEntities;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileRecordsTest {
  private static final TestDatabase DB = TestDatabase.empty();

  private RecordedFile recorded;

  @BeforeEach
  void record() {
    TestDatabase.empty();
    SqlLedger ledger =
        new SqlLedger(
            DB.database(), new Leases(DB.database(), "test"), 2, chunks -> {}, new SecureRandom());
    recorded =
        ledger
            .commit(
                ledger.open(), List.of(file("a", placed("x", copy(NODE_A, 1), copy(NODE_B, 1)))))
            .get(0);
  }

  private static <T> T within(Function<FileRecords, T> work) {
    return TestEntities.within(
        entities -> {
          FileRecords records = new FileRecords();
          records.entities = entities;
          return work.apply(records);
        });
  }

  private static Optional<FileView> find(FileId id) {
    return within(records -> records.find(id));
  }

  private FileId id() {
    return recorded.file().id();
  }

  private Authority token() {
    return new Authority.Token(recorded.manageToken());
  }

  private static void delete(FileId id, Authority authority) {
    within(
        records -> {
          records.delete(id, authority, any -> true);
          return id;
        });
  }

  @Test
  void findsWhatTheLedgerRecorded() {
    assertThat(find(id())).contains(recorded.file());
    assertThat(find(new FileId("A".repeat(22)))).isEmpty();
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRest() {
    FileView changed =
        within(
            records ->
                records.change(
                    id(),
                    new FileChange(
                        Optional.of("b"),
                        Optional.empty(),
                        Optional.of(new Expiry.After(Duration.ofHours(1)))),
                    token(),
                    any -> true));
    assertThat(changed.name()).isEqualTo("b");
    assertThat(changed.mediaType()).isEqualTo("text/plain");
    assertThat(changed.expires()).isPresent();
    assertThat(find(id()).orElseThrow().name()).isEqualTo("b");
    FileView forever =
        within(
            records ->
                records.change(
                    id(),
                    new FileChange(Optional.empty(), Optional.empty(), Optional.of(Expiry.NEVER)),
                    Authority.ADMIN,
                    any -> true));
    assertThat(forever.expires()).isEmpty();
  }

  private FileView rename(String name, long expectedVersion) {
    FileChange change = new FileChange(Optional.of(name), Optional.empty(), Optional.empty());
    return within(
        records ->
            records.change(id(), change, token(), file -> file.version() == expectedVersion));
  }

  @Test
  void countsEachChangeAndNothingElse() {
    assertThat(find(id()).orElseThrow().version()).isZero();
    assertThat(rename("b", 0).version()).isEqualTo(1);
    assertThat(rename("b", 1).version()).isEqualTo(1);
    assertThat(rename("c", 1).version()).isEqualTo(2);
    assertThat(find(id()).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void changesNothingThatIsNotAsExpected() {
    rename("b", 0);
    assertProblem(ProblemType.PRECONDITION_FAILED, () -> rename("c", 0));
    assertProblem(
        ProblemType.PRECONDITION_FAILED,
        () ->
            within(
                records -> {
                  records.delete(id(), token(), file -> file.version() == 0);
                  return id();
                }));
    assertThat(find(id()).orElseThrow().name()).isEqualTo("b");
  }

  @Test
  void judgesTheTokenBeforeWhatIsExpected() {
    assertProblem(
        ProblemType.FORBIDDEN,
        () ->
            within(
                records -> {
                  records.delete(id(), new Authority.Token("wrong"), file -> false);
                  return id();
                }));
  }

  @Test
  void ofTwoWhoExpectTheSameOnlyOneChangesTheFile() throws Exception {
    CountDownLatch bothHaveRead = new CountDownLatch(2);
    List<CompletableFuture<FileView>> changes = new ArrayList<>();
    for (String name : List.of("b", "c")) {
      changes.add(
          CompletableFuture.supplyAsync(
              () -> {
                long version = find(id()).orElseThrow().version();
                bothHaveRead.countDown();
                awaitZero(bothHaveRead);
                return rename(name, version);
              }));
    }
    List<Throwable> refused = new ArrayList<>();
    for (CompletableFuture<FileView> change : changes) {
      change.handle((file, failure) -> failure != null && refused.add(failure.getCause())).join();
    }
    assertThat(refused)
        .singleElement()
        .isInstanceOfSatisfying(
            FilesException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.PRECONDITION_FAILED));
    assertThat(find(id()).orElseThrow().version()).isEqualTo(1);
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesAWrongTokenAndAnUnknownFile() {
    Authority wrong = new Authority.Token("wrong");
    assertProblem(ProblemType.FORBIDDEN, () -> delete(id(), wrong));
    assertProblem(ProblemType.NOT_FOUND, () -> delete(new FileId("A".repeat(22)), wrong));
    assertThat(find(id())).isPresent();
  }

  @Test
  void refusesAnExpiryThatIsNotAhead() {
    assertProblem(
        ProblemType.INVALID_VALUE,
        () ->
            within(
                records ->
                    records.change(
                        id(),
                        new FileChange(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Expiry.At(Instant.EPOCH))),
                        token(),
                        any -> true)));
    assertThat(find(id()).orElseThrow().expires()).isEmpty();
  }

  @Test
  void deletesTheFileAndMakesItsContentSuspectAtOnce() {
    delete(id(), token());
    assertThat(find(id())).isEmpty();
    assertThat(DB.number("SELECT count(*) AS n FROM content WHERE suspect_since IS NOT NULL"))
        .isEqualTo(1);
    assertProblem(ProblemType.NOT_FOUND, () -> delete(id(), token()));
  }

  @Test
  void takesAnExpiredFileForAbsentByTheClockOfTheDatabase() {
    DB.run(
        "UPDATE file SET uploaded = clock_timestamp() - interval '2 hours', expires ="
            + " clock_timestamp() - interval '1 millisecond'");
    assertThat(find(id())).isEmpty();
    assertProblem(ProblemType.NOT_FOUND, () -> delete(id(), Authority.ADMIN));
  }

  private static void assertProblem(
      ProblemType type, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
  }
}
