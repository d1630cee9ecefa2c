package dev.files.nodes;

import static dev.files.nodes.TestRegistry.ping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.database.TestDatabase;
import dev.files.protocol.FilesException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of the nodes while the database is away, and when it is back. */
class RegistryOutageTest {
  private final AtomicLong nanoTime = new AtomicLong();
  private final NodesInTransactions records = new NodesInTransactions();
  private TestDatabase db;
  private Registry registry;

  @BeforeEach
  void create() {
    db = TestDatabase.empty();
    registry =
        TestRegistry.of(db, records, Map.of(), (node, chunks) -> {}, List::of, nanoTime::get);
  }

  @Test
  void goesOnWithTheLastListWhileTheDatabaseIsAway() {
    registry.ping(ping("i"));
    assertThat(registry.active()).hasSize(1);
    records.databaseIsAway = true;
    nanoTime.addAndGet(Duration.ofSeconds(60).toNanos());
    registry.refresh();
    assertThat(registry.active()).hasSize(1);
    nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());
    registry.refresh();
    assertThatThrownBy(registry::active).isInstanceOf(FilesException.class);
    records.databaseIsAway = false;
    registry.refresh();
    assertThat(registry.active()).hasSize(1);
  }

  @Test
  void nodesHaveTheTimeToPingAfterTheDatabaseWasAway() {
    registry.ping(ping("i"));
    registry.refresh();
    records.databaseIsAway = true;
    nanoTime.addAndGet(Duration.ofSeconds(60).toNanos());
    registry.refresh();
    records.databaseIsAway = false;
    db.run("UPDATE node SET last_ping = last_ping - interval '60 seconds'");
    registry.refresh();
    assertThat(registry.active()).hasSize(1);
    assertThat(registry.silent()).isEmpty();
    refreshEverySecond(6);
    assertThat(registry.active()).hasSize(1);
    refreshEverySecond(10);
    assertThat(registry.active()).isEmpty();
    assertThat(registry.silent()).hasSize(1);
  }

  /** A front whose thread comes to it too seldom does not take the dead for living for ever. */
  @Test
  void nobodyIsTakenForActiveAgainAndAgain() {
    registry.ping(ping("i"));
    registry.refresh();
    db.run("UPDATE node SET last_ping = last_ping - interval '60 seconds'");
    for (int seldom = 0; seldom < 5; seldom++) {
      nanoTime.addAndGet(Duration.ofSeconds(5).toNanos());
      registry.refresh();
    }
    assertThat(registry.active()).isEmpty();
  }

  private void refreshEverySecond(int seconds) {
    for (int second = 0; second < seconds; second++) {
      nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
      registry.refresh();
    }
  }

  @Test
  void asksTheDatabaseInTheBackgroundOnly() {
    registry.ping(ping("i"));
    assertThat(registry.active()).hasSize(1);
    db.run("DELETE FROM node");
    nanoTime.addAndGet(Registry.REFRESH_EVERY.multipliedBy(2).toNanos());
    assertThat(registry.active()).hasSize(1);
    registry.refresh();
    assertThat(registry.active()).isEmpty();
  }

  @Test
  void whoComesBeforeTheFirstSnapshotDoesNotWaitForTheDatabaseOnceMore() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    Thread second =
        new Thread(() -> refusal.set(Assertions.catchThrowable(() -> registry.active())));
    records.databaseIsAway = true;
    records.beforeActive =
        () -> {
          asked.incrementAndGet();
          second.start();
          while (second.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
          }
        };
    assertThatThrownBy(registry::active).isInstanceOf(FilesException.class);
    second.join();
    assertThat(refusal.get()).isInstanceOf(FilesException.class);
    assertThat(asked).hasValue(1);
    records.databaseIsAway = false;
    records.beforeActive = () -> {};
    assertThat(registry.active()).isEmpty();
  }
}
