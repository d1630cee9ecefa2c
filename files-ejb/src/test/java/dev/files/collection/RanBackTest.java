package dev.files.collection;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.RecordedFile;
import org.junit.jupiter.api.Test;

/** What looks like an orphan may be of a file whose row is lost. */
class RanBackTest {
  private final World world = new World();

  private void ranBack() {
    world.db.run("INSERT INTO ran_back (reason) VALUES ('a test says so')");
  }

  private void nobodyHasPingedSinceTheRestore() {
    world.db.run("UPDATE node SET last_ping = clock_timestamp()");
  }

  private void assertStored(boolean stored) {
    assertThat(world.stored(NODE_A, "x")).isEqualTo(stored);
    assertThat(world.stored(NODE_B, "x")).isEqualTo(stored);
  }

  private void assertStaysUntil(Runnable change) {
    world.runAll();
    assertStored(true);
    change.run();
    world.runAll();
    assertStored(false);
    world.assertNothingLeft();
  }

  @Test
  void leavesOrphansAloneUntilAnOperatorHasLooked() {
    world.upload().store("x").abandon();
    ranBack();
    assertStaysUntil(() -> world.db.run("DELETE FROM ran_back"));
  }

  @Test
  void leavesCondemnedCopiesAloneUntilAnOperatorHasLooked() {
    RecordedFile file = world.upload().store("x").commit();
    world.delete(file);
    ranBack();
    assertStaysUntil(() -> world.db.run("DELETE FROM ran_back"));
  }

  @Test
  void deletesNoOrphanBeforeItsNodeHasPingedAgain() {
    nobodyHasPingedSinceTheRestore();
    world.upload().store("x").abandon();
    assertStaysUntil(world::pingsAllTheTime);
  }

  @Test
  void deletesNoCondemnedCopyBeforeItsNodeHasPingedAgain() {
    nobodyHasPingedSinceTheRestore();
    world.delete(world.upload().store("x").commit());
    assertStaysUntil(world::pingsAllTheTime);
  }

  /** Rows of files that were uploaded since the dump are lost: their chunks have no name. */
  @Test
  void namesThatTheRestoredRowsStillHaveAreKept() {
    RecordedFile file = world.upload().store("x").commit();
    ranBack();
    world.nodes.lose(NODE_A, chunk("x").id());
    world.runAll();
    assertThat(world.stored(NODE_B, "x")).isTrue();
    assertThat(world.db.number("SELECT count(*) AS n FROM file WHERE id = ?", file.file().id()))
        .isEqualTo(1);
    assertThat(world.db.number("SELECT count(*) AS n FROM replica WHERE NOT condemned"))
        .isEqualTo(2);
  }
}
