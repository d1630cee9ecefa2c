package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.DatabaseException;
import dev.files.database.TestDatabase;
import dev.files.metadata.CommitQueue.NamedFile;
import dev.files.protocol.FileId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommitQueueTest {
  private static final LeaseId LEASE = new LeaseId(UUID.randomUUID());
  private static final int MANY = 1000;
  private static final LeaseId OTHER = new LeaseId(UUID.randomUUID());

  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final Semaphore mayEnd = new Semaphore(0);
  private final List<List<String>> statements = new CopyOnWriteArrayList<>();
  private final List<Future<List<String>>> occupants = new ArrayList<>();
  private final CommitQueue queue = new CommitQueue(this::record);

  @AfterEach
  void stop() {
    clients.shutdownNow();
  }

  private List<RecordedFile> record(LeaseId lease, List<NamedFile> files) {
    statements.add(files.stream().map(named -> named.file().name()).toList());
    mayEnd.acquireUninterruptibly();
    if (files.stream().anyMatch(named -> named.file().name().startsWith("refused"))) {
      throw refusal();
    }
    if (files.stream().anyMatch(named -> named.file().name().startsWith("broken"))) {
      throw new FilesException(ProblemType.UNAVAILABLE, "the outcome is unknown");
    }
    return files.stream()
        .map(named -> Samples.recorded(named.id(), named.manageToken(), named.file()))
        .toList();
  }

  private static DatabaseException refusal() {
    try {
      TestDatabase.empty().run("INSERT INTO content (layout, size, chunk_count) VALUES (9, 1, 1)");
    } catch (DatabaseException e) {
      return e;
    }
    throw new AssertionError("the database took what violates a check");
  }

  private Future<List<String>> commit(LeaseId lease, String... names) {
    List<NamedFile> files = new ArrayList<>();
    for (String name : names) {
      NewFile file = file(name, placed(name, copy(NODE_A, 1)));
      files.add(new NamedFile(new FileId("A".repeat(22)), "token", file));
    }
    return clients.submit(
        () -> queue.commit(lease, files).stream().map(done -> done.file().name()).toList());
  }

  private void awaitStatements(int count) {
    while (statements.size() < count) {
      Thread.onSpinWait();
    }
  }

  /** One that cannot begin yet. */
  private Future<List<String>> commitWaiting(LeaseId lease, String... names) {
    int before = queue.waiting();
    Future<List<String>> commit = commit(lease, names);
    while (queue.waiting() == before) {
      Thread.onSpinWait();
    }
    return commit;
  }

  private static List<String> get(Future<List<String>> commit) throws Exception {
    return commit.get(30, TimeUnit.SECONDS);
  }

  /** As many as can be under way, so that what comes next waits. */
  private void occupy() {
    for (int i = 1; i <= CommitQueue.MOST_AT_ONCE; i++) {
      occupants.add(commit(LEASE, "occupant"));
      awaitStatements(i);
    }
  }

  /** One ends, whose thread hands over to the one that waited longest; then all the others. */
  private void letGo() {
    mayEnd.release();
    awaitStatements(CommitQueue.MOST_AT_ONCE + 1);
    mayEnd.release(MANY);
  }

  @Test
  void waitsForNobodyWhenAlone() throws Exception {
    mayEnd.release(MANY);
    assertThat(get(commit(LEASE, "a", "b"))).containsExactly("a", "b");
    assertThat(get(commit(LEASE, "c"))).containsExactly("c");
  }

  @Test
  void takesWhatCameMeanwhileAlongByLease() throws Exception {
    occupy();
    Future<List<String>> a = commitWaiting(LEASE, "a");
    Future<List<String>> x = commitWaiting(OTHER, "x");
    Future<List<String>> b = commitWaiting(LEASE, "b", "c");
    letGo();
    assertThat(get(a)).containsExactly("a");
    assertThat(get(b)).containsExactly("b", "c");
    assertThat(get(x)).containsExactly("x");
    for (Future<List<String>> occupant : occupants) {
      assertThat(get(occupant)).containsExactly("occupant");
    }
    assertThat(statements.subList(2, 4)).containsExactly(List.of("a", "b", "c"), List.of("x"));
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void oneThatIsRefusedSpoilsNoOther() throws Exception {
    occupy();
    Future<List<String>> a = commitWaiting(LEASE, "a");
    Future<List<String>> refused = commitWaiting(LEASE, "refused");
    Future<List<String>> b = commitWaiting(LEASE, "b");
    letGo();
    assertThat(get(a)).containsExactly("a");
    assertThat(get(b)).containsExactly("b");
    assertThatThrownBy(() -> get(refused))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(DatabaseException.class);
  }

  // It may have been recorded: done once more, there would be two.
  @Test
  void repeatsNothingWhoseOutcomeIsUnknown() throws Exception {
    occupy();
    Future<List<String>> a = commitWaiting(LEASE, "a");
    Future<List<String>> broken = commitWaiting(LEASE, "broken");
    letGo();
    for (Future<List<String>> each : List.of(a, broken)) {
      assertThatThrownBy(() -> get(each))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(FilesException.class);
    }
    assertThat(statements).hasSize(3);
    assertThat(get(commit(LEASE, "later"))).containsExactly("later");
  }
}
