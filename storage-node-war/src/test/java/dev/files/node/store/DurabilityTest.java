package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.disk.Stable;
import dev.files.node.log.Reception;
import dev.files.node.log.SlabPool;
import dev.files.node.log.StoreConfig;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forces: that there is one before each answer, that they are shared, and what a failed one does.
 */
class DurabilityTest {
  @TempDir private Path directory;

  /** Counts forces, and lets them fail or wait. */
  private static final class Forces implements Stable {
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean failing;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void force(FileChannel channel) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failing) {
        throw new IOException("Input/output error");
      }
      channel.force(false);
      count.incrementAndGet();
    }
  }

  private static <T> List<T> together(int threads, Callable<T> task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(task);
      }
      List<T> results = new ArrayList<>();
      for (Future<T> done : executor.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void everyAnswerIsBehindAForce() throws IOException {
    Forces forces = new Forces();
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory), forces)) {
      StoredChunk stored = TestChunks.put(store, TestChunks.bytes(1000, 1));
      int before = forces.count.get();
      assertThat(before).isPositive();
      StoredChunk kept = store.keep(stored.id()).orElseThrow();
      assertThat(forces.count.get()).isEqualTo(before + 1);
      assertThat(store.delete(stored.id(), kept.generation())).isEmpty();
      assertThat(forces.count.get()).isEqualTo(before + 2);
      TestChunks.put(store, TestChunks.bytes(1000, 2));
      assertThat(forces.count.get()).isEqualTo(before + 3);
      TestChunks.put(store, TestChunks.bytes((8 << 20) + 1, 3));
      assertThat(forces.count.get()).as("the file and its ADOPT record").isEqualTo(before + 5);
    }
  }

  @Test
  void thoseWhoWaitShareAForce() throws Exception {
    Forces forces = new Forces();
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory), forces)) {
      TestChunks.put(store, TestChunks.bytes(1000, 0));
      int before = forces.count.get();
      AtomicInteger seeds = new AtomicInteger();
      together(
          16,
          () -> {
            for (int i = 0; i < 10; i++) {
              TestChunks.put(store, TestChunks.bytes(16 << 10, seeds.incrementAndGet()));
            }
            return true;
          });
      assertThat(forces.count.get() - before).isLessThan(160 / 2);
    }
  }

  @Test
  void aFailedForcePoisonsItsSegment() throws IOException {
    Forces forces = new Forces();
    byte[] before = TestChunks.bytes(1000, 1);
    byte[] lost = TestChunks.bytes(1000, 2);
    byte[] after = TestChunks.bytes(1000, 3);
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory), forces)) {
      TestChunks.put(store, before);
      Path first = TestChunks.onlySegment(directory);
      long size = Files.size(first);
      forces.failing = true;
      assertThatThrownBy(() -> TestChunks.put(store, lost)).isInstanceOf(IOException.class);
      forces.failing = false;
      assertThat(store.find(TestChunks.idOf(lost))).isEmpty();
      assertThat(store.mending().step()).isPositive();
      TestChunks.put(store, after);
      assertThat(Files.size(first)).as("nothing more is written to it").isEqualTo(size);
      try (ChunkRead read = store.open(TestChunks.idOf(after)).orElseThrow()) {
        assertThat(store.log().fileOf(read.place())).isNotEqualTo(first);
      }
    }
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory))) {
      assertThat(TestChunks.get(store, TestChunks.idOf(before))).isEqualTo(before);
      assertThat(TestChunks.get(store, TestChunks.idOf(after))).isEqualTo(after);
      assertThat(store.takeCorrupt(10)).isEmpty();
    }
  }

  @Test
  void nothingIsSeenBeforeItsForce() throws Exception {
    Forces forces = new Forces();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory), forces)) {
      TestChunks.put(store, TestChunks.bytes(10, 0));
      CountDownLatch gate = new CountDownLatch(1);
      forces.gate = gate;
      byte[] bytes = TestChunks.bytes(1000, 1);
      Future<StoredChunk> storing = executor.submit(() -> TestChunks.put(store, bytes));
      assertThatThrownBy(() -> storing.get(50, java.util.concurrent.TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(store.find(TestChunks.idOf(bytes))).isEmpty();
      gate.countDown();
      storing.get();
      assertThat(store.find(TestChunks.idOf(bytes))).isPresent();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aFullStoreRefusesChunksAndStillDeletesAndCompacts() throws IOException {
    long capacity = 2 << 20;
    StoreConfig config =
        StoreConfig.of(directory).withSegmentBytes(256 << 10).withCapacity(capacity, 400 << 10);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      List<StoredChunk> stored = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  stored.add(TestChunks.put(store, TestChunks.bytes(20_000, i)));
                }
              })
          .isInstanceOfSatisfying(
              FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.DISK_FULL));
      assertThat(store.usage().diskBytes()).isLessThan(capacity);
      assertThat(store.list(Optional.empty(), 1000)).hasSize(stored.size());
      for (int i = 0; i < stored.size(); i++) {
        if (i % 8 != 0) {
          assertThat(store.delete(stored.get(i).id(), stored.get(i).generation())).isEmpty();
        }
      }
      for (int idle = 0; idle < 3; ) {
        if (store.compaction().step() == 0) {
          idle++;
          store.log().awaitCheckpoint();
        }
      }
      assertThat(store.usage().diskBytes()).isLessThan(capacity / 2);
      assertThat(TestChunks.put(store, TestChunks.bytes(20_000, 5000)).created()).isTrue();
    }
  }

  @Test
  void receiversThatStandStillAreRefusedNotServedForEver() throws IOException {
    StoreConfig config =
        StoreConfig.of(directory)
            .withReceiveSlabs(StoreConfig.MIN_RECEIVE_SLABS, Duration.ofMillis(50));
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      List<Reception> hoarders = new ArrayList<>();
      SlabPool pool = store.log().receiveBuffers();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2 * StoreConfig.MIN_RECEIVE_SLABS; i++) {
                  hoarders.add(new Reception(pool));
                }
              })
          .isInstanceOfSatisfying(
              FilesException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
                assertThat(e.retryAfter()).isPresent();
              });
      hoarders.forEach(Reception::close);
      assertThat(pool.available()).isEqualTo(StoreConfig.MIN_RECEIVE_SLABS);
      TestChunks.put(store, TestChunks.bytes(8 << 20, 1));
      assertThat(pool.available()).isEqualTo(StoreConfig.MIN_RECEIVE_SLABS);
    }
  }

  @Test
  void manyReceiversWithTooFewBuffersAllGetThrough() throws Exception {
    StoreConfig config =
        StoreConfig.of(directory)
            .withReceiveSlabs(StoreConfig.MIN_RECEIVE_SLABS, Duration.ofSeconds(30));
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      AtomicInteger seeds = new AtomicInteger();
      List<StoredChunk> stored =
          together(
              40, () -> TestChunks.put(store, TestChunks.bytes(3 << 20, seeds.incrementAndGet())));
      assertThat(stored).hasSize(40).allMatch(StoredChunk::created);
    }
  }

  @Test
  void aChunkOfWhichTheSenderStopsInTheMiddleLeavesNothing() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory))) {
      int available = store.log().receiveBuffers().available();
      for (int fail : new int[] {1000, 12 << 20}) {
        assertThatThrownBy(
                () -> store.store(Optional.empty(), OptionalLong.of(20 << 20), failingAfter(fail)))
            .isInstanceOf(IOException.class);
      }
      assertThat(store.log().receiveBuffers().available()).isEqualTo(available);
      try (var left = Files.list(directory.resolve("whole"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  private static ReadableByteChannel failingAfter(int bytes) {
    return new ReadableByteChannel() {
      private int sent;

      @Override
      public int read(ByteBuffer into) throws IOException {
        if (sent >= bytes) {
          throw new IOException("Connection reset");
        }
        int count = Math.min(into.remaining(), bytes - sent);
        into.position(into.position() + count);
        sent += count;
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {
        // Nothing to free.
      }
    };
  }
}
