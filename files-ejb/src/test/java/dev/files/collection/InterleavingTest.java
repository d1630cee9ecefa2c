package dev.files.collection;

import static dev.files.metadata.Samples.NODE_A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.RecordedFile;
import dev.files.protocol.FilesException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An upload in its parts (open, store, commit) against the chain stopped after every step. The
 * numbers of the cases are those of docs/adr/0005-collection-and-uploads.md.
 */
class InterleavingTest {
  private World world;

  @BeforeEach
  void create() {
    world = new World();
  }

  @Test
  void removesEverythingOfADeletedFile() {
    world.delete(world.upload().store("x", "y", "x").commit());
    world.runAll();
    world.assertNothingLeft();
  }

  // Case 1: a whole upload of the same bytes between any two steps.
  @Test
  void keepsAnUploadThatComesBetweenAnyTwoSteps() {
    for (int steps = 0; steps <= World.STEPS; steps++) {
      world = new World();
      world.delete(world.upload().store("x", "y").commit());
      world.run(steps);
      RecordedFile file = world.upload().store("x", "y").commit();
      world.assertReadable(file, 2);
      world.runAll();
      world.assertReadable(file, 2);
    }
  }

  // Case 2: bytes stored before the other upload's, so with an older generation than is condemned.
  @Test
  void keepsAnUploadThatStoredBeforeWhatIsCollected() {
    for (int steps = 0; steps <= World.STEPS; steps++) {
      world = new World();
      World.Upload slow = world.upload().store("x");
      world.delete(world.upload().store("x").commit());
      world.run(steps);
      RecordedFile file = slow.commit();
      world.assertReadable(file, 1);
      world.runAll();
      world.assertReadable(file, 1);
    }
  }

  // Case 3: the lease is older than the collection, the bytes are stored in the midst of it.
  @Test
  void keepsAnUploadThatStoresWhileItIsCollected() {
    for (int before = 0; before <= World.STEPS; before++) {
      for (int between = 1; between <= 6; between += 5) {
        world = new World();
        World.Upload slow = world.upload();
        world.delete(world.upload().store("x").commit());
        world.run(before);
        slow.store("x");
        world.run(between);
        RecordedFile file = slow.commit();
        world.assertReadable(file, 1);
        world.runAll();
        world.assertReadable(file, 1);
      }
    }
  }

  // Case 4: bytes that no row names yet are no orphans while their upload lives.
  @Test
  void takesNothingForAnOrphanThatAnOpenUploadStored() {
    World.Upload slow = world.upload().store("x");
    world.runAll();
    assertThat(world.stored(NODE_A, "x")).isTrue();
    RecordedFile file = slow.commit();
    world.runAll();
    world.assertReadable(file, 1);
    assertThat(world.db.number("SELECT count(*) AS n FROM orphan")).isZero();
  }

  @Test
  void removesWhatAnAbandonedUploadStored() {
    world.upload().store("x").abandon();
    world.runAll();
    world.assertNothingLeft();
  }

  // Case 5: a writer that vanished is judged by its row, and loses the right to commit with it.
  @Test
  void removesWhatAVanishedUploadStoredAndRefusesItsLateCommit() {
    World.Upload vanished = world.upload().store("x");
    world.db.run("UPDATE write_lease SET lease_until = clock_timestamp()");
    world.runAll();
    world.assertNothingLeft();
    assertThatThrownBy(vanished::commit).isInstanceOf(FilesException.class);
    world.assertNothingLeft();
  }

  // Case 6: the orphan is stored anew by a second upload before it is deleted.
  @Test
  void keepsAnOrphanThatAnotherUploadStoresAnew() {
    for (int steps = 0; steps <= World.STEPS; steps++) {
      world = new World();
      world.upload().store("x").abandon();
      world.run(steps);
      World.Upload second = world.upload().store("x");
      world.run(5);
      RecordedFile file = second.commit();
      world.runAll();
      world.assertReadable(file, 1);
    }
  }

  // Case 7: a chunk shared with a content that stays.
  @Test
  void keepsAChunkThatAnotherContentNames() {
    RecordedFile stays = world.upload().store("x", "y").commit();
    world.delete(world.upload().store("x", "z").commit());
    world.runAll();
    world.assertReadable(stays, 2);
    assertThat(world.stored(NODE_A, "z")).isFalse();
  }

  // Case 8: the same content, deleted and uploaded again at the same time, has another file.
  @Test
  void keepsAContentThatAnotherFileShows() {
    RecordedFile first = world.upload().store("x").commit();
    RecordedFile second = world.upload().store("x").commit();
    world.delete(first);
    world.runAll();
    world.assertReadable(second, 1);
  }

  // Case 9: a node that is away keeps its condemned copy until it is back.
  @Test
  void deletesOnAnAbsentNodeWhenItIsBack() {
    world.delete(world.upload().store("x").commit());
    world.nodes.away.add(NODE_A);
    world.runAll();
    assertThat(world.db.number("SELECT count(*) AS n FROM replica WHERE condemned")).isEqualTo(1);
    world.nodes.away.clear();
    world.runAll();
    world.assertNothingLeft();
  }

  // Case 10: the node came back with the old copy; a newer one elsewhere was uploaded meanwhile.
  @Test
  void revivesOnlyTheCopiesThatAnUploadMade() {
    world.delete(world.upload().store("x").commit());
    world.nodes.away.add(NODE_A);
    world.runAll();
    world.nodes.away.clear();
    RecordedFile file = world.upload().store("x").commit();
    world.runAll();
    world.assertReadable(file, 1);
  }

  @Test
  void triesASilentNodeAgainLater() {
    world.delete(world.upload().store("x").commit());
    world.nodes.silent.add(NODE_A);
    world.runAll();
    assertThat(
            world.db.number(
                "SELECT count(*) AS n FROM replica WHERE condemned AND next_try >"
                    + " clock_timestamp()"))
        .isEqualTo(1);
    world.nodes.silent.clear();
    world.db.run("UPDATE replica SET next_try = clock_timestamp()");
    world.db.run("UPDATE inventory SET next_try = clock_timestamp()");
    world.runAll();
    world.assertNothingLeft();
  }

  @Test
  void removesExpiredFilesByTheClockOfTheDatabase() {
    RecordedFile stays = world.upload().store("x").commit();
    RecordedFile expired = world.upload().store("y").commit();
    world.db.run(
        "UPDATE file SET uploaded = clock_timestamp() - interval '1 hour', expires ="
            + " clock_timestamp() WHERE id = ?",
        expired.file().id());
    world.runAll();
    assertThat(world.db.number("SELECT count(*) AS n FROM file")).isEqualTo(1);
    assertThat(world.stored(NODE_A, "y")).isFalse();
    world.assertReadable(stays, 1);
  }
}
