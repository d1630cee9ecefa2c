package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.log.CorruptChunks;
import dev.files.node.log.StoreConfig;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is read again in time, also by a node that restarts, and a disk that dies is told of.
 */
class ScrubTest {
  private static final int CHUNKS = 20;
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  /** Every read of its first bytes is an input/output error: nothing is mapped there. */
  private static final Path UNREADABLE = Path.of("/proc/self/mem");

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private StoreConfig config() {
    return StoreConfig.of(root.resolve("store"));
  }

  private static List<StoredChunk> fill(DiskChunkStore store) throws IOException {
    List<StoredChunk> stored = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      stored.add(TestChunks.put(store, TestChunks.bytes(1000, i)));
    }
    return stored;
  }

  /** Puts what cannot be read in the place of a file; who has it open keeps it. */
  private static void makeUnreadable(Path file) throws IOException {
    Files.move(file, file.resolveSibling(file.getFileName() + "-was"));
    Files.createSymbolicLink(file, UNREADABLE);
  }

  private static Path fileOf(DiskChunkStore store, ChunkId chunk) throws IOException {
    return store.log().fileOf(store.log().find(chunk).orElseThrow().place());
  }

  @Test
  void goesOnWhereItWasAfterARestart() throws IOException {
    double share;
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      fill(store);
      for (int step = 0; step < CHUNKS / 2; step++) {
        assertThat(store.scrubber().step()).isPositive();
      }
      share = store.scrubber().share();
      assertThat(share).isBetween(0.2, 0.8);
    }
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      assertThat(store.scrubber().share()).isEqualTo(share);
      assertThat(store.scrubber().lastEnded()).isEmpty();
      for (int step = 0; step < CHUNKS / 2; step++) {
        assertThat(store.scrubber().step()).isPositive();
      }
      assertThat(store.scrubber().step()).isZero();
      assertThat(store.scrubber().share()).isZero();
    }
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      assertThat(store.scrubber().lastEnded()).isPresent();
    }
  }

  @Test
  void beginsAnewWhereItsPlaceIsNoPlace() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      fill(store);
      store.scrubber().step();
    }
    for (String damaged : List.of("", "2 0 - 0 0 -", "1 x - 0 0 -", "1 0 y 0 0 -", "1 0 - 0")) {
      Files.writeString(root.resolve("store").resolve(ScrubPlace.FILE), damaged);
      try (DiskChunkStore store = DiskChunkStore.open(config())) {
        assertThat(store.scrubber().share()).as(damaged).isZero();
      }
    }
  }

  @Test
  void goesAsFastAsItTakesToReadAllInTime() {
    ScrubPass pass = ScrubPass.first(NOW);
    long stored = 4_000_000_000_000L;
    assertThat(pass.neededBytesPerSecond(stored, WEEK, NOW)).isBetween(8_000_000L, 8_500_000L);
    ScrubPass half = pass.after(ChunkId.parse("8" + "0".repeat(63)).orElseThrow());
    assertThat(half.share()).isEqualTo(0.5);
    assertThat(half.neededBytesPerSecond(stored, WEEK, NOW)).isBetween(4_000_000L, 4_250_000L);
    // One that is late goes faster, but not at any price.
    assertThat(half.neededBytesPerSecond(stored, WEEK, NOW.plus(Duration.ofDays(4))))
        .isBetween(14_000_000L, 15_000_000L);
    assertThat(half.neededBytesPerSecond(stored, WEEK, NOW.plus(Duration.ofDays(400))))
        .isBetween(66_000_000L, 67_000_000L);
    assertThat(pass.neededBytesPerSecond(0, WEEK, NOW)).isZero();
  }

  @Test
  void isKeptAsALine() {
    ScrubPass pass =
        ScrubPass.first(NOW)
            .ended(NOW.plusSeconds(5))
            .after(TestChunks.idOf(new byte[1]))
            .plus(7, 1);
    assertThat(ScrubPass.parse(pass.line())).contains(pass);
    assertThat(ScrubPass.parse(ScrubPass.first(NOW).line())).contains(ScrubPass.first(NOW));
    assertThat(pass.line()).startsWith("1 1893456005 ").endsWith(" 7 1 1893456005");
  }

  @Test
  void tellsOfAChunkThatTheDiskCannotReadAndGoesOn() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      fill(store);
      byte[] large = TestChunks.bytes(9 << 20, 99);
      StoredChunk bad = TestChunks.put(store, large);
      makeUnreadable(fileOf(store, bad.id()));
      for (int step = 0; store.scrubber().rounds() == 0 && step < 100; step++) {
        store.scrubber().step();
      }
      assertThat(store.takeCorrupt(10)).containsExactly(bad.id());
      assertThat(store.unwell()).isEmpty();
      assertThat(store.scrubber().rounds()).isEqualTo(1);
    }
  }

  @Test
  void asksForNoNewChunksWhenTheDiskCannotReadSeveral() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(config())) {
      List<StoredChunk> stored = fill(store);
      makeUnreadable(fileOf(store, stored.get(0).id()));
      for (int i = 0; i < CorruptChunks.UNREADABLE; i++) {
        assertThat(store.unwell()).isEmpty();
        ChunkId id = stored.get(i).id();
        for (int again = 0; again < 2; again++) {
          assertThatThrownBy(() -> TestChunks.get(store, id))
              .isInstanceOfSatisfying(
                  FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CORRUPT));
        }
      }
      assertThat(store.unwell()).contains("the disk could not read 8 chunks; replace it");
      assertThat(store.takeCorrupt(100)).hasSize(CorruptChunks.UNREADABLE);
      // What is copied away from it can still be deleted.
      assertThat(store.delete(stored.get(19).id(), stored.get(19).generation()))
          .isEqualTo(Optional.empty());
    }
  }
}
