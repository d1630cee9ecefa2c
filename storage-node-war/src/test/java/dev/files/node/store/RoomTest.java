package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.files.node.disk.Stable;
import dev.files.node.log.StoreConfig;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the room of what was deleted comes back, soon, and whatever the disk is like. */
class RoomTest {
  private static final int MIB = 1 << 20;
  private static final int MOST_STEPS = 10_000;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private final Ticker ticker = new Ticker();

  private DiskChunkStore open(StoreConfig config) throws IOException {
    return DiskChunkStore.open(config, Stable.DISK, ticker);
  }

  private static void assertFull(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.DISK_FULL));
  }

  /** Chunks of many sizes, until there is no room. */
  private static List<StoredChunk> fill(DiskChunkStore store, int smallest, int largest) {
    Random random = new Random(1);
    List<StoredChunk> stored = new ArrayList<>();
    assertFull(
        () -> {
          for (int i = 0; i < 100_000; i++) {
            int size = smallest + random.nextInt(largest - smallest);
            stored.add(TestChunks.put(store, TestChunks.bytes(size, i)));
          }
        });
    return stored;
  }

  private static void delete(DiskChunkStore store, StoredChunk chunk) throws IOException {
    assertThat(store.delete(chunk.id(), chunk.generation())).isEmpty();
  }

  /** What an idle node does until it has nothing to do. */
  private void idle(DiskChunkStore store) throws IOException {
    ticker.advance(Duration.ofSeconds(10));
    int nothing = 0;
    for (int i = 0; i < MOST_STEPS; i++) {
      if (store.compaction().step() > 0) {
        nothing = 0;
      } else if (++nothing > 2) {
        return;
      } else {
        store.log().awaitCheckpoint();
      }
    }
    fail("compaction found no end");
  }

  private static long filesBytes(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void fillsDeletesAndFills(Path directory, long capacity, Path disk) throws IOException {
    StoreConfig config =
        StoreConfig.of(directory).withCapacity(capacity, java.util.OptionalLong.empty());
    List<StoredChunk> kept = new ArrayList<>();
    try (DiskChunkStore store = open(config)) {
      store.compaction().step();
      List<StoredChunk> stored = fill(store, 100_000, 4 * MIB);
      long full = store.usage().usedBytes();
      assertThat(store.usage().writableBytes()).isLessThan(4 * MIB + 10_000);
      for (int i = 0; i < stored.size(); i++) {
        if (i % 50 == 0) {
          kept.add(stored.get(i));
        } else {
          delete(store, stored.get(i));
        }
      }
      long live = store.usage().usedBytes();
      idle(store);
      assertThat(store.usage().diskBytes() - live)
          .as("bytes that are deleted and not free")
          .isLessThan((full - live) / 10);
      assertThat(filesBytes(disk) - live).as("the same on the disk").isLessThan((full - live) / 10);
      assertThat(store.usage().writableBytes()).isGreaterThan((full - live) * 9 / 10);
    }
    try (DiskChunkStore store = open(config)) {
      List<StoredChunk> again = fill(store, 1 * MIB, 2 * MIB);
      assertThat(again).hasSizeGreaterThan((int) (capacity / (4 * MIB)));
      for (StoredChunk chunk : kept) {
        assertThat(TestChunks.idOf(TestChunks.get(store, chunk.id()))).isEqualTo(chunk.id());
      }
    }
  }

  @Test
  void aNodeThatWasFullTakesWritesAgainAndNineTenthsOfTheDeletedBytesAreFree() throws IOException {
    fillsDeletesAndFills(root.resolve("store"), 256 * MIB, root.resolve("store"));
  }

  @Test
  void soDoesARealDiskThatIsFull(@TempDir Path mountPoint) throws IOException {
    try (SmallDisk disk = SmallDisk.mount(mountPoint, "272m")) {
      assertThat(disk).isNotNull();
      fillsDeletesAndFills(mountPoint.resolve("store"), Long.MAX_VALUE, mountPoint);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void whatIsDeletedHereAndThereComesBackWhenTheNodeIsIdle(int everyNth) throws IOException {
    StoreConfig config = StoreConfig.of(root.resolve("store")).withSegmentBytes(1 << 20);
    try (DiskChunkStore store = open(config)) {
      List<StoredChunk> stored = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        stored.add(TestChunks.put(store, TestChunks.bytes(10_000, i)));
      }
      long before = store.usage().usedBytes();
      for (int i = 0; i < stored.size(); i += everyNth) {
        delete(store, stored.get(i));
      }
      long live = store.usage().usedBytes();
      idle(store);
      assertThat(store.usage().diskBytes() - live).isLessThan((before - live) / 5);
    }
  }

  @Test
  void theNewestSegmentComesBackToo() throws IOException {
    try (DiskChunkStore store = open(StoreConfig.of(root.resolve("store")))) {
      List<StoredChunk> stored = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        stored.add(TestChunks.put(store, TestChunks.bytes(MIB, i)));
      }
      for (StoredChunk chunk : stored.subList(1, 20)) {
        delete(store, chunk);
      }
      idle(store);
      assertThat(store.usage().diskBytes()).isLessThan(3 * MIB);
      assertThat(TestChunks.get(store, stored.get(0).id())).isEqualTo(TestChunks.bytes(MIB, 0));
    }
  }

  @Test
  void generationsGoOnWhenTheNewestSegmentWasCompactedAndTheIndexIsLost() throws IOException {
    Path directory = root.resolve("store");
    long highest;
    try (DiskChunkStore store = open(StoreConfig.of(directory))) {
      StoredChunk stored = TestChunks.put(store, TestChunks.bytes(MIB, 1));
      highest = store.keep(stored.id()).orElseThrow().generation().value();
      delete(store, store.keep(stored.id()).orElseThrow());
      highest++;
      idle(store);
    }
    TestChunks.delete(directory.resolve("index"));
    Files.delete(directory.resolve("sync-mark"));
    try (DiskChunkStore store = open(StoreConfig.of(directory))) {
      assertThat(TestChunks.put(store, TestChunks.bytes(10, 2)).generation().value())
          .isGreaterThan(highest);
    }
  }

  @Test
  void aDiskWithoutAByteLeftStillDeletesAndGetsRoomBack(@TempDir Path mountPoint)
      throws IOException {
    try (SmallDisk disk = SmallDisk.mount(mountPoint, "64m")) {
      assertThat(disk).isNotNull();
      try (DiskChunkStore store = open(StoreConfig.of(mountPoint.resolve("store")))) {
        // Upkeep begins with the node.
        store.compaction().step();
        List<StoredChunk> stored = fill(store, 20_000, 40_000);
        try (OutputStream out = Files.newOutputStream(mountPoint.resolve("other"))) {
          byte[] page = new byte[4096];
          while (true) {
            out.write(page);
          }
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("No space left");
        }
        assertThat(store.usage().writableBytes()).isZero();
        assertFull(() -> TestChunks.put(store, TestChunks.bytes(100, 77)));
        for (StoredChunk chunk : stored) {
          delete(store, chunk);
        }
        idle(store);
        Files.delete(mountPoint.resolve("other"));
        idle(store);
        assertThat(store.usage().writableBytes()).isGreaterThan(40L * MIB);
        assertThat(TestChunks.put(store, TestChunks.bytes(MIB, 78)).created()).isTrue();
        assertThat(store.list(Optional.empty(), 10)).hasSize(1);
      }
    }
  }

  @Test
  void chunksThatArriveTogetherCannotTakeTheReserve() throws IOException {
    StoreConfig config = StoreConfig.of(root.resolve("store")).withCapacity(60 * MIB, 20 * MIB);
    try (DiskChunkStore store = open(config)) {
      List<Arrival> arrivals = new ArrayList<>();
      assertFull(
          () -> {
            for (int i = 0; i < 5; i++) {
              Arrival arrival =
                  store.arrival(Optional.empty(), java.util.OptionalLong.of(15 * MIB));
              arrivals.add(arrival);
              put(arrival, new byte[20_000]);
            }
          });
      assertThat(arrivals).hasSize(2);
      for (Arrival arrival : arrivals) {
        arrival.close();
      }
      assertThat(store.usage().writableBytes()).isGreaterThan(39L * MIB);
    }
  }

  private static void put(Arrival arrival, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      var room = arrival.room();
      int count = Math.min(room.remaining(), bytes.length - at);
      room.put(bytes, at, count);
      arrival.received();
      at += count;
    }
  }
}
