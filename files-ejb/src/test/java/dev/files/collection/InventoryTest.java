package dev.files.collection;

import static dev.files.metadata.Samples.NODE_A;
import static dev.files.metadata.Samples.NODE_B;
import static dev.files.metadata.Samples.bytes;
import static dev.files.metadata.Samples.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.metadata.RecordedFile;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InventoryTest {
  private static ChunkInfo copy(String text, long generation) {
    return new ChunkInfo(chunk(text).id(), chunk(text).size(), new Generation(generation));
  }

  private static NamedCopy row(String text, long generation, boolean condemned) {
    return new NamedCopy(chunk(text).id(), new Generation(generation), condemned);
  }

  @Test
  void tellsUnknownFromMissingAndTakesANewerCopyForNamed() {
    List<ChunkInfo> page =
        Stream.of(copy("named", 3), copy("newer", 9), copy("unknown", 4))
            .sorted((a, b) -> a.id().compareTo(b.id()))
            .toList();
    List<NamedCopy> rows =
        Stream.of(
                row("named", 3, false),
                row("newer", 5, false),
                row("missing", 1, false),
                row("condemned", 1, true))
            .sorted((a, b) -> a.chunk().compareTo(b.chunk()))
            .toList();
    InventoryComparison comparison = InventoryComparison.of(page, 10, rows, 10);
    assertThat(comparison.unknown()).containsExactly(copy("unknown", 4));
    assertThat(comparison.lost()).containsExactly(row("missing", 1, false));
    assertThat(comparison.upTo()).isEmpty();
  }

  @Test
  void comparesOnlyAsFarAsBothListsReach() {
    List<ChunkInfo> all =
        Stream.of("a", "b", "c", "d", "e", "f")
            .map(text -> copy(text, 1))
            .sorted((a, b) -> a.id().compareTo(b.id()))
            .toList();
    List<NamedCopy> rows =
        all.stream().map(c -> new NamedCopy(c.id(), c.generation(), false)).toList();
    InventoryComparison cutPage = InventoryComparison.of(all.subList(0, 3), 3, rows, 100);
    assertThat(cutPage.upTo()).contains(all.get(2).id());
    assertThat(cutPage.lost()).isEmpty();
    InventoryComparison cutRows = InventoryComparison.of(all, 100, rows.subList(0, 2), 2);
    assertThat(cutRows.upTo()).contains(all.get(1).id());
    assertThat(cutRows.unknown()).isEmpty();
    InventoryComparison lostAll = InventoryComparison.of(List.of(), 3, rows.subList(0, 2), 2);
    assertThat(lostAll.lost()).hasSize(2);
    assertThat(lostAll.upTo()).contains(all.get(1).id());
  }

  @Test
  void takesARowForLostWhoseCopyIsOlderThanItSays() {
    List<ChunkInfo> page = List.of(copy("named", 3));
    assertThat(InventoryComparison.of(page, 10, List.of(row("named", 4, false)), 10).lost())
        .containsExactly(row("named", 4, false));
    assertThat(InventoryComparison.of(page, 10, List.of(row("named", 4, false)), 10).unknown())
        .isEmpty();
    assertThat(InventoryComparison.of(page, 10, List.of(row("named", 4, true)), 10).lost())
        .isEmpty();
  }

  private static long bad(World world) {
    return world.db.number("SELECT count(*) AS n FROM replica WHERE bad_since IS NOT NULL");
  }

  private static long repairs(World world) {
    return world.db.number("SELECT count(*) AS n FROM repair");
  }

  @Test
  void countsNoCopyThatTheNodeLostAndAsksForRepairOnce() {
    World world = new World();
    world.upload().store("x").commit();
    world.nodes.lose(NODE_A, chunk("x").id());
    world.runAll();
    assertThat(bad(world)).isEqualTo(1);
    assertThat(repairs(world)).isEqualTo(1);
    world.assertNamesHaveBytes();
    world.db.run("DELETE FROM repair");
    world.runAll();
    assertThat(repairs(world)).isZero();
  }

  // A disk that was set back to an earlier moment has the bytes under a generation of then.
  @Test
  void countsNoCopyThatIsOlderThanItsRow() {
    World world = new World();
    world.upload().store("x").commit();
    world.db.run("UPDATE replica SET generation = 7 WHERE node_id = ?", NODE_A);
    world.runAll();
    assertThat(bad(world)).isEqualTo(1);
    assertThat(repairs(world)).isEqualTo(1);
    assertThat(world.db.number("SELECT count(*) AS n FROM orphan")).isZero();
  }

  @Test
  void keepsTheNamesOfAChunkThatEveryNodeLost() {
    World world = new World();
    world.upload().store("x").commit();
    world.nodes.lose(NODE_A, chunk("x").id());
    world.nodes.lose(NODE_B, chunk("x").id());
    world.runAll();
    assertThat(world.db.number("SELECT count(*) AS n FROM replica WHERE NOT condemned"))
        .isEqualTo(2);
  }

  @Test
  void countsACopyAgainThatAnUploadStoredAnew() {
    World world = new World();
    world.upload().store("x").commit();
    world.nodes.lose(NODE_A, chunk("x").id());
    world.runAll();
    RecordedFile file = world.upload().store("x").commit();
    assertThat(bad(world)).isZero();
    world.assertReadable(file, 1);
  }

  @Test
  void keepsARowThatWasCommittedAnewSinceTheNodeAnswered() {
    World world = new World();
    RecordedFile file = world.upload().store("x").commit();
    NamedCopy old =
        new NamedCopy(
            chunk("x").id(),
            world.nodes.find(NODE_A, chunk("x").id()).orElseThrow().generation(),
            false);
    world.upload().store("x").commit();
    assertThat(world.names.lost(NODE_A, old.chunk(), old.generation())).isFalse();
    world.assertReadable(file, 1);
  }

  @Test
  void countsAnOrphanAnewWhenItsGenerationChanged() {
    World world = new World();
    world.upload().store("x").abandon();
    InventoryTable table = new InventoryTable(world.db.database());
    ChunkInfo first = world.nodes.find(NODE_A, chunk("x").id()).orElseThrow();
    table.seen(NODE_A, List.of(first), Duration.ZERO);
    long seen = world.db.number("SELECT seen AS n FROM orphan");
    table.seen(NODE_A, List.of(first), Duration.ZERO);
    assertThat(world.db.number("SELECT seen AS n FROM orphan")).isEqualTo(seen);
    world.nodes.put(NODE_A, bytes("x"));
    table.seen(
        NODE_A, List.of(world.nodes.find(NODE_A, chunk("x").id()).orElseThrow()), Duration.ZERO);
    assertThat(world.db.number("SELECT seen AS n FROM orphan")).isGreaterThan(seen);
  }

  // Chunks that were stored by themselves wait for whoever names them.
  @Test
  void leavesAnOrphanAloneUntilItHasItsLeastAge() {
    World world = new World();
    world.upload().store("x").abandon();
    InventoryTable table = new InventoryTable(world.db.database());
    ChunkInfo copy = world.nodes.find(NODE_A, chunk("x").id()).orElseThrow();
    table.seen(NODE_A, List.of(copy), Duration.ofMinutes(10));
    OrphanCopies orphans =
        new OrphanCopies(world.db.database(), world.nodes, world.nodes.calls(), Duration.ZERO);
    assertThat(orphans.step()).isZero();
    assertThat(world.stored(NODE_A, "x")).isTrue();
    world.db.run("UPDATE orphan SET next_try = next_try - interval '10 minutes'");
    assertThat(orphans.step()).isEqualTo(1);
    assertThat(world.stored(NODE_A, "x")).isFalse();
  }

  @Test
  void pagesThroughALargeInventory() {
    World world = new World();
    for (int i = 0; i < 2 * Inventories.PAGE + 5; i++) {
      world.nodes.put(NODE_A, bytes("chunk " + i));
    }
    Inventories inventories =
        new Inventories(
            new InventoryTable(world.db.database()),
            world.names,
            world.nodes,
            world.nodes.calls(),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ZERO);
    while (inventories.step() > 0) {
      assertThat(world.db.number("SELECT count(*) AS n FROM inventory WHERE owner IS NOT NULL"))
          .isZero();
    }
    assertThat(world.db.number("SELECT count(*) AS n FROM orphan"))
        .isEqualTo(2 * Inventories.PAGE + 5);
    OrphanCopies orphans =
        new OrphanCopies(world.db.database(), world.nodes, world.nodes.calls(), Duration.ZERO);
    while (orphans.step() > 0) {
      assertThat(orphans.name()).isNotEmpty();
    }
    assertThat(world.nodes.find(NODE_A, chunk("chunk 0").id())).isEqualTo(Optional.empty());
  }
}
