package dev.files.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.database.HeldDatabase;
import dev.files.metadata.RecordedFile;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A commit and a step of the collection on two connections, one inside the other. */
@Timeout(120)
class LockingTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private World world;
  private HeldDatabase held;

  @BeforeEach
  void create() {
    world = new World();
    held = new HeldDatabase(world.db.source());
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private <T> T get(Future<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private void awaitBlocked() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    long blocked;
    do {
      blocked =
          world.db.number(
              "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      assertThat(System.nanoTime()).as("nothing waits for a lock").isLessThan(deadline);
    } while (blocked == 0);
  }

  // The step has judged that nobody needs the row and has not committed; the commit must wait, and
  // then find no row to revive.
  private void commitWhileHeld(Future<?> step, World.Upload upload) throws Exception {
    held.awaitReached();
    Future<RecordedFile> commit = executor.submit(() -> upload.commit());
    awaitBlocked();
    held.goOn();
    get(step);
    RecordedFile file = get(commit);
    world.assertReadable(file, 1);
    world.runAll();
    world.assertReadable(file, 1);
  }

  @Test
  void commitWaitsForTheContentThatIsBeingCondemned() throws Exception {
    world.delete(world.upload().store("x").commit());
    World.Upload upload = world.upload().store("x");
    commitWhileHeld(executor.submit(() -> new UnusedContents(held, Duration.ZERO).step()), upload);
  }

  @Test
  void commitWaitsForTheChunkThatIsBeingCondemned() throws Exception {
    world.delete(world.upload().store("x").commit());
    world.run(1);
    new UnusedContents(world.db.database(), Duration.ZERO).step();
    World.Upload upload = world.upload().store("x");
    commitWhileHeld(executor.submit(() -> new UnusedChunks(held, Duration.ZERO).step()), upload);
  }

  @Test
  void commitWaitsForTheChunkThatIsBeingRemoved() throws Exception {
    world.delete(world.upload().store("x").commit());
    world.run(8);
    assertThat(world.db.number("SELECT count(*) AS n FROM replica")).isZero();
    assertThat(world.db.number("SELECT count(*) AS n FROM chunk")).isEqualTo(1);
    World.Upload upload = world.upload().store("x");
    commitWhileHeld(executor.submit(() -> new UnusedChunks(held, Duration.ZERO).step()), upload);
  }

  // The other way round: the commit has the rows, the step passes them by and looks again later.
  @Test
  void everyStepLeavesAloneWhatACommitHolds() throws Exception {
    for (int steps = 0; steps <= World.STEPS; steps++) {
      world = new World();
      held = new HeldDatabase(world.db.source());
      world.delete(world.upload().store("x").commit());
      world.run(steps);
      World.Upload upload = world.upload().store("x");
      Future<RecordedFile> commit = executor.submit(() -> upload.commit(world.ledger(held)));
      held.awaitReached();
      // This one may have to wait for a chunk, for as long as the commit lasts.
      Future<Integer> contents =
          executor.submit(() -> new UnusedContents(world.db.database(), Duration.ZERO).step());
      new UnusedChunks(world.db.database(), Duration.ZERO).step();
      new LapsedLeases(world.leases, Duration.ZERO).step();
      held.goOn();
      get(contents);
      RecordedFile file = get(commit);
      world.assertReadable(file, 1);
      world.runAll();
      world.assertReadable(file, 1);
    }
  }

  // The front that lost the connection to its commit gives up, and the commit is executed all the
  // same: the lease must not be gone before its outcome can be seen.
  @Test
  void closesNoLeaseWhoseCommitIsUnderWay() throws Exception {
    World.Upload upload = world.upload().store("x");
    Future<RecordedFile> commit = executor.submit(() -> upload.commit(world.ledger(held)));
    held.awaitReached();
    Future<?> close = executor.submit(upload::abandon);
    awaitBlocked();
    world.run(World.STEPS);
    held.goOn();
    get(close);
    world.run(World.STEPS);
    world.assertReadable(get(commit), 1);
  }

  // A lease that lapses in the midst of its commit is not reaped: the commit holds its row.
  @Test
  void doesNotReapALeaseWhoseCommitIsUnderWay() throws Exception {
    World.Upload upload = world.upload().store("x");
    Future<RecordedFile> commit = executor.submit(() -> upload.commit(world.ledger(held)));
    held.awaitReached();
    world.db.run("UPDATE write_lease SET lease_until = clock_timestamp()");
    assertThat(world.leases.reap(10)).isZero();
    world.run(World.STEPS);
    held.goOn();
    world.assertReadable(get(commit), 1);
  }
}
