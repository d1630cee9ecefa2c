package dev.files.metadata;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.NODE_C;
import static dev.files.metadata.Samples.chunk;
import static dev.files.metadata.Samples.copy;
import static dev.files.metadata.Samples.file;
import static dev.files.metadata.Samples.placed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.Database;
import dev.files.database.HeldDatabase;
import dev.files.database.TestDatabase;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class CopyNamesTest {
  private static final ChunkId X = chunk("x").id();
  private static final NodeId NODE_D = new NodeId("d".repeat(32));

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private TestDatabase db;
  private CopyNames names;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    names = names(db.database());
    db.ping(NODE_A, NODE_B, NODE_C, NODE_D);
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private static CopyNames names(Database database) {
    return new CopyNames(database, 2, Duration.ofSeconds(15));
  }

  private void recordOn(NodeId... nodes) {
    recordOn(db.database(), 1, nodes);
  }

  private static void recordOn(Database database, long generation, NodeId... nodes) {
    Leases leases = new Leases(database, "test");
    SqlLedger ledger = new SqlLedger(database, leases, 2, chunks -> {}, new SecureRandom());
    CopyAt[] copies =
        Arrays.stream(nodes).map(node -> copy(node, generation)).toArray(CopyAt[]::new);
    ledger.commit(leases.open(), List.of(file("f", placed("x", copies))));
  }

  private boolean named(NodeId node) {
    return db.number("SELECT count(*) AS n FROM replica WHERE node_id = ? AND NOT condemned", node)
        == 1;
  }

  private void bad(NodeId node) {
    names.rotten(node, List.of(X));
  }

  private void inactive(NodeId node) {
    db.run("UPDATE node SET last_ping = clock_timestamp() - interval '20 s' WHERE id = ?", node);
  }

  private void draining(NodeId node) {
    db.run("UPDATE node SET draining = true WHERE id = ?", node);
  }

  @Test
  void letsASoundCopyGoOnlyWhenEnoughOthersStay() {
    recordOn(NODE_A, NODE_B);
    assertThat(names.takeAway(X, NODE_A)).isFalse();
    recordOn(NODE_C);
    assertThat(names.takeAway(X, NODE_A)).isTrue();
    assertThat(names.takeAway(X, NODE_A)).isFalse();
    assertThat(names.takeAway(X, NODE_B)).isFalse();
    assertThat(named(NODE_B) && named(NODE_C)).isTrue();
  }

  @Test
  void countsNoCopyThatIsBadOrCondemnedOrOnANodeThatIsAwayOrDraining() {
    List<Runnable> spoil =
        List.of(
            () -> bad(NODE_C),
            () ->
                db.run(
                    "UPDATE replica SET condemned = true, next_try = now() WHERE node_id = ?",
                    NODE_C),
            () -> inactive(NODE_C),
            () -> draining(NODE_C),
            () -> db.run("DELETE FROM node WHERE id = ?", NODE_C));
    for (Runnable spoiling : spoil) {
      create();
      recordOn(NODE_A, NODE_B, NODE_C);
      spoiling.run();
      assertThat(names.takeAway(X, NODE_A)).isFalse();
      assertThat(named(NODE_A)).isTrue();
    }
  }

  @Test
  void letsABadCopyGoOnlyWhenAsManySoundOnesStayAsTheClusterHasNodesFor() {
    recordOn(NODE_A, NODE_B);
    bad(NODE_A);
    assertThat(names.takeAway(X, NODE_A)).isFalse();
    db.run("DELETE FROM node WHERE id = ANY (ARRAY[?, ?]::uuid[])", NODE_C, NODE_D);
    assertThat(names.takeAway(X, NODE_A)).isTrue();
  }

  @Test
  void neverLetsABadCopyGoWithoutASoundOne() {
    db.run("DELETE FROM node WHERE id <> ?", NODE_A);
    recordOn(NODE_A, NODE_B);
    bad(NODE_A);
    bad(NODE_B);
    assertThat(names.takeAway(X, NODE_A)).isFalse();
    assertThat(names.takeAway(X, NODE_B)).isFalse();
  }

  @Test
  void marksOnlyTheGenerationThatWasFoundLost() {
    recordOn(NODE_A, NODE_B);
    recordOn(db.database(), 2, NODE_A);
    assertThat(names.lost(NODE_A, X, new Generation(1))).isFalse();
    assertThat(names.lost(NODE_A, X, new Generation(2))).isTrue();
    assertThat(names.lost(NODE_A, X, new Generation(2))).isFalse();
  }

  @Test
  void countsACopyAgainOnlyForANewerGeneration() {
    recordOn(NODE_A, NODE_B);
    bad(NODE_A);
    recordOn(db.database(), 1, NODE_A);
    assertThat(db.number("SELECT count(*) AS n FROM replica WHERE bad_since IS NULL")).isEqualTo(1);
    recordOn(db.database(), 2, NODE_A);
    assertThat(db.number("SELECT count(*) AS n FROM replica WHERE bad_since IS NULL")).isEqualTo(2);
  }

  /** Who wants a name gone, by what was done to its copy or node before. */
  private enum Remover {
    TRIM,
    REBALANCE,
    ROT,
    LOST,
    DRAIN;

    void prepare(CopyNamesTest test, NodeId node) {
      switch (this) {
        case TRIM, REBALANCE -> {}
        case ROT -> test.bad(node);
        case LOST -> test.names.lost(node, X, new Generation(1));
        case DRAIN -> test.draining(node);
      }
    }

    boolean leavesTheCopyToCount() {
      return this == TRIM || this == REBALANCE;
    }
  }

  static List<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Remover first : Remover.values()) {
      for (Remover second : Remover.values()) {
        pairs.add(Arguments.of(first, second));
      }
    }
    return pairs;
  }

  // As many copies as let each of the two go, and not both: the second has to wait for the first
  // and to see what it did.
  @ParameterizedTest
  @MethodSource("pairs")
  void leavesEnoughSoundCopiesWhicheverTwoWantOneGone(Remover first, Remover second)
      throws Exception {
    boolean bothCount = first.leavesTheCopyToCount() && second.leavesTheCopyToCount();
    recordOn(NODE_A, NODE_B, NODE_C);
    if (!bothCount) {
      recordOn(NODE_D);
    }
    first.prepare(this, NODE_A);
    second.prepare(this, NODE_B);
    HeldDatabase held = new HeldDatabase(db.source());
    Future<Boolean> one = executor.submit(() -> names(held).takeAway(X, NODE_A));
    held.awaitReached();
    Future<Boolean> other = executor.submit(() -> names.takeAway(X, NODE_B));
    awaitBlocked();
    held.goOn();
    assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(!bothCount);
    assertThat(
            db.number(
                "SELECT count(*) AS n FROM replica r JOIN node n ON n.id = r.node_id WHERE NOT"
                    + " r.condemned AND r.bad_since IS NULL AND NOT n.draining"))
        .isGreaterThanOrEqualTo(2);
  }

  // Marked between the look of the one and its commit: the mark waits, and repair follows.
  @Test
  void marksACopyThatIsBeingCountedOn() throws Exception {
    recordOn(NODE_A, NODE_B, NODE_C);
    HeldDatabase held = new HeldDatabase(db.source());
    Future<Boolean> one = executor.submit(() -> names(held).takeAway(X, NODE_A));
    held.awaitReached();
    Future<List<ChunkId>> mark = executor.submit(() -> names.rotten(NODE_B, List.of(X)));
    awaitBlocked();
    held.goOn();
    assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(mark.get(60, TimeUnit.SECONDS)).containsExactly(X);
    assertThat(db.number("SELECT count(*) AS n FROM repair")).isEqualTo(1);
    assertThat(names.takeAway(X, NODE_B)).isFalse();
    assertThat(names.takeAway(X, NODE_C)).isFalse();
  }

  // The commit comes second and gives the name back with its newer generation.
  @Test
  void anUploadRevivesANameThatIsBeingTakenAway() throws Exception {
    recordOn(NODE_A, NODE_B, NODE_C);
    HeldDatabase held = new HeldDatabase(db.source());
    Future<Boolean> one = executor.submit(() -> names(held).takeAway(X, NODE_A));
    held.awaitReached();
    Future<?> upload = executor.submit(() -> recordOn(db.database(), 2, NODE_A));
    awaitBlocked();
    held.goOn();
    assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
    upload.get(60, TimeUnit.SECONDS);
    assertThat(named(NODE_A)).isTrue();
  }

  // The upload comes first: the copy that it brings is counted.
  @Test
  void countsACopyWhoseCommitItWaitedFor() throws Exception {
    recordOn(NODE_A, NODE_B);
    HeldDatabase held = new HeldDatabase(db.source());
    Leases leases = new Leases(db.database(), "test");
    LeaseId lease = leases.open();
    SqlLedger ledger = new SqlLedger(held, leases, 2, chunks -> {}, new SecureRandom());
    Future<?> upload =
        executor.submit(
            () -> ledger.commit(lease, List.of(file("f", placed("x", copy(NODE_C, 1))))));
    held.awaitReached();
    Future<Boolean> one = executor.submit(() -> names.takeAway(X, NODE_A));
    awaitBlocked();
    held.goOn();
    upload.get(60, TimeUnit.SECONDS);
    assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitBlocked() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    long blocked;
    do {
      blocked =
          db.number("SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      assertThat(System.nanoTime()).as("nothing waits for a lock").isLessThan(deadline);
    } while (blocked == 0);
  }

  /** Statements that make a copy's row go, or its name. */
  private static final Pattern TAKES_NAMES =
      Pattern.compile("(?is)delete\\s+from\\s+replica\\b|condemned\\s*=\\s*true");

  @Test
  void nobodyElseTakesNames() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> others = new ArrayList<>();
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!source.endsWith("CopyNames.java")
            && TAKES_NAMES.matcher(Files.readString(source)).find()) {
          others.add(source);
        }
      }
      assertThat(others).isEmpty();
    }
    assertThat(
            TAKES_NAMES
                .matcher(
                    Files.readString(Path.of("src/main/java/dev/files/metadata/CopyNames.java")))
                .find())
        .isTrue();
  }
}
