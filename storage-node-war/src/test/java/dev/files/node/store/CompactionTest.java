package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.files.node.log.StoreConfig;
import dev.files.node.upkeep.StoreWorker;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Getting room back, with crashes and with everything else going on. */
class CompactionTest {
  /** What the record of 6,000 bytes takes. */
  private static final long EXTENT_OF_6000 = 6_208;

  private static final int MOST_STEPS = 10_000;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private StoreConfig config(Path directory) {
    return StoreConfig.of(directory).withSegmentBytes(256 * 1024).withIndexMemoryEntries(50);
  }

  private static void compactAll(DiskChunkStore store) throws IOException {
    int idle = 0;
    for (int i = 0; i < MOST_STEPS; i++) {
      if (store.compaction().step() > 0) {
        idle = 0;
      } else if (++idle > 2) {
        return;
      } else {
        store.log().awaitCheckpoint();
      }
    }
    fail("compaction found no end");
  }

  @Test
  void getsTheRoomOfDeletedChunksBackAndKeepsTheRest() throws IOException {
    Map<ChunkId, byte[]> kept = new TreeMap<>();
    Path directory = root.resolve("store");
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      for (int i = 0; i < 200; i++) {
        byte[] bytes = TestChunks.bytes(i % 50 == 7 ? 300_000 : 10_000, i);
        StoredChunk stored = TestChunks.put(store, bytes);
        if (i % 5 == 0) {
          kept.put(stored.id(), bytes);
        } else {
          assertThat(store.delete(stored.id(), stored.generation())).isEmpty();
        }
      }
      long before = store.usage().diskBytes();
      compactAll(store);
      assertThat(store.usage().diskBytes()).isLessThan(before / 2);
      assertAllThere(store, kept);
    }
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      assertAllThere(store, kept);
    }
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      assertAllThere(store, kept);
    }
  }

  private static void assertAllThere(DiskChunkStore store, Map<ChunkId, byte[]> expected)
      throws IOException {
    assertThat(store.list(Optional.empty(), 10_000).stream().map(ChunkInfo::id))
        .containsExactlyElementsOf(expected.keySet());
    for (Map.Entry<ChunkId, byte[]> chunk : expected.entrySet()) {
      assertThat(TestChunks.get(store, chunk.getKey())).isEqualTo(chunk.getValue());
    }
    assertThat(store.takeCorrupt(10)).isEmpty();
  }

  @Test
  void aReaderGoesOnWhileItsSegmentIsRemoved() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(config(root.resolve("store")))) {
      byte[] bytes = TestChunks.bytes(5_000, 1);
      ChunkId id = TestChunks.put(store, bytes).id();
      for (int i = 0; i < 100; i++) {
        StoredChunk other = TestChunks.put(store, TestChunks.bytes(10_000, 100 + i));
        assertThat(store.delete(other.id(), other.generation())).isEmpty();
      }
      try (ChunkRead read = store.open(id).orElseThrow()) {
        Path file = store.log().fileOf(read.place());
        compactAll(store);
        assertThat(file).doesNotExist();
        ByteBuffer found = ByteBuffer.allocate(bytes.length);
        read.channel().read(found, read.position(0));
        assertThat(found.array()).isEqualTo(bytes);
      }
    }
  }

  /** Copies the store after each step, as a crash would leave it, and opens the copy. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void losesNothingAndRaisesNothingWhereverItIsStopped(long seed) throws IOException {
    Random random = new Random(seed);
    Path directory = root.resolve("store");
    Path crashed = root.resolve("crashed");
    Map<ChunkId, Generation> model = new TreeMap<>();
    // With much memory the index on disk is far behind the log.
    StoreConfig config =
        config(directory)
            .withSegmentBytes(64 * 1024)
            .withIndexMemoryEntries(seed % 2 == 0 ? 300 : 50);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 40; i++) {
          change(store, model, random);
        }
        for (int step = 0; step < 4; step++) {
          for (int i = random.nextInt(4); i >= 0; i--) {
            store.compaction().step();
          }
          TestChunks.delete(crashed);
          TestChunks.copy(directory, crashed);
          if (random.nextBoolean()) {
            TestChunks.delete(crashed.resolve("index"));
          }
          try (DiskChunkStore after = DiskChunkStore.open(config(crashed))) {
            assertThat(generations(after)).as("seed %d, round %d", seed, round).isEqualTo(model);
            compactAll(after);
            assertThat(generations(after)).as("seed %d, round %d", seed, round).isEqualTo(model);
          }
          TestChunks.delete(crashed.resolve("index"));
          try (DiskChunkStore after = DiskChunkStore.open(config(crashed))) {
            assertThat(generations(after)).as("seed %d, round %d", seed, round).isEqualTo(model);
          }
        }
      }
    }
  }

  @Test
  void anIndexThatIsBehindTheLogDoesNotBringDeletedChunksBack() throws IOException {
    Path directory = root.resolve("store");
    Path crashed = root.resolve("crashed");
    StoreConfig config =
        config(directory).withSegmentBytes(64 * 1024).withIndexMemoryEntries(10_000);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      List<StoredChunk> old = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        old.add(TestChunks.put(store, TestChunks.bytes(5_000, i)));
      }
      store.log().checkpoint();
      for (StoredChunk chunk : old) {
        assertThat(store.delete(chunk.id(), chunk.generation())).isEmpty();
      }
      for (int i = 0; i < 40; i++) {
        StoredChunk young = TestChunks.put(store, TestChunks.bytes(5_000, 100 + i));
        assertThat(store.delete(young.id(), young.generation())).isEmpty();
      }
      for (int step = 0; step < 20; step++) {
        store.compaction().step();
        TestChunks.delete(crashed);
        TestChunks.copy(directory, crashed);
        try (DiskChunkStore after = DiskChunkStore.open(config(crashed))) {
          assertThat(generations(after)).as("after step %d", step).isEmpty();
        }
      }
    }
  }

  private static Map<ChunkId, Generation> generations(DiskChunkStore store) throws IOException {
    Map<ChunkId, Generation> all = new TreeMap<>();
    for (ChunkInfo info : store.list(Optional.empty(), 10_000)) {
      all.put(info.id(), info.generation());
    }
    return all;
  }

  private static void change(DiskChunkStore store, Map<ChunkId, Generation> model, Random random)
      throws IOException {
    byte[] bytes = TestChunks.bytes(5_000, random.nextInt(60));
    ChunkId id = TestChunks.idOf(bytes);
    switch (random.nextInt(4)) {
      case 0 -> {
        Optional<StoredChunk> kept = store.keep(id);
        assertThat(kept.isPresent()).isEqualTo(model.containsKey(id));
        kept.ifPresent(k -> model.put(id, k.generation()));
      }
      case 1 -> {
        if (model.containsKey(id)) {
          assertThat(store.delete(id, model.remove(id))).isEmpty();
        }
      }
      default -> model.put(id, TestChunks.put(store, bytes).generation());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void everythingAtOnceAgreesWithTheModel(long seed) throws Exception {
    int threads = 4;
    Path directory = root.resolve("store");
    Map<ChunkId, Generation> model = new ConcurrentHashMap<>();
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService executor = Executors.newFixedThreadPool(threads + 2);
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      Future<?> compacting = executor.submit(() -> repeat(store.compaction(), ended));
      Future<?> scrubbing = executor.submit(() -> repeat(store.scrubber(), ended));
      List<Future<?>> working = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        working.add(
            executor.submit(
                () -> {
                  // Each thread has chunks of its own, so that the model knows what must be.
                  Random random = new Random(seed * 100 + thread);
                  for (int i = 0; i < 500; i++) {
                    byte[] bytes = TestChunks.bytes(6_000, thread * 1000L + random.nextInt(30));
                    ChunkId id = TestChunks.idOf(bytes);
                    step(store, model, random, bytes, id);
                  }
                  return null;
                }));
      }
      for (Future<?> work : working) {
        work.get();
      }
      ended.set(true);
      compacting.get();
      scrubbing.get();
      assertThat(generations(store)).as("seed %d", seed).isEqualTo(new TreeMap<>(model));
      assertThat(store.takeCorrupt(10)).isEmpty();
      assertThat(store.usage().chunks()).isEqualTo(model.size());
      assertThat(store.usage().usedBytes()).isEqualTo(model.size() * EXTENT_OF_6000);
    } finally {
      ended.set(true);
      executor.shutdownNow();
    }
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      assertThat(generations(store)).as("seed %d", seed).isEqualTo(new TreeMap<>(model));
    }
  }

  private static Void repeat(StoreWorker worker, AtomicBoolean ended) throws IOException {
    while (!ended.get()) {
      if (worker.step() == 0) {
        Thread.onSpinWait();
      }
    }
    return null;
  }

  private static void step(
      DiskChunkStore store, Map<ChunkId, Generation> model, Random random, byte[] bytes, ChunkId id)
      throws IOException {
    switch (random.nextInt(5)) {
      case 0 -> store.keep(id).ifPresent(kept -> model.put(id, kept.generation()));
      case 1 -> {
        Generation generation = model.remove(id);
        if (generation != null) {
          assertThat(store.delete(id, generation)).isEmpty();
        }
      }
      case 2 -> {
        if (model.containsKey(id)) {
          assertThat(TestChunks.get(store, id)).isEqualTo(bytes);
        }
      }
      default -> model.put(id, TestChunks.put(store, bytes).generation());
    }
  }

  @Test
  void removesFilesThatACrashLeftUnnamed() throws IOException {
    Path directory = root.resolve("store");
    byte[] large = TestChunks.bytes((8 << 20) + 100, 5);
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      TestChunks.put(store, large);
    }
    Path complete;
    try (var files = Files.list(directory.resolve("whole"))) {
      complete = files.findFirst().orElseThrow();
    }
    Path orphan = directory.resolve("whole/0000000000000008.chunk");
    Path torn = directory.resolve("whole/0000000000000009.receiving");
    Files.copy(complete, orphan);
    Files.copy(complete, torn);
    try (DiskChunkStore store = DiskChunkStore.open(config(directory))) {
      assertThat(torn).doesNotExist();
      compactAll(store);
      assertThat(orphan).doesNotExist();
      assertThat(TestChunks.get(store, TestChunks.idOf(large))).isEqualTo(large);
      StoredChunk kept = store.keep(TestChunks.idOf(large)).orElseThrow();
      assertThat(store.delete(kept.id(), kept.generation())).isEmpty();
      // The file goes after the answer.
      store.log().awaitCheckpoint();
      assertThat(complete).doesNotExist();
    }
  }

  @Test
  void theScrubberFindsRot() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(config(root.resolve("store")))) {
      List<StoredChunk> stored = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        stored.add(TestChunks.put(store, TestChunks.bytes(i == 3 ? 20 << 20 : 1000, i)));
      }
      Damage.flip(store, stored.get(3).id(), (20 << 20) - 1);
      Damage.flip(store, stored.get(5).id(), 0);
      for (int step = 0; store.scrubber().rounds() == 0 && step < 100; step++) {
        store.scrubber().step();
      }
      assertThat(store.takeCorrupt(10))
          .containsExactlyInAnyOrder(stored.get(3).id(), stored.get(5).id());
      assertThat(store.takeCorrupt(1)).hasSize(1);
    }
  }
}
