package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.disk.Stable;
import dev.files.node.log.StoreConfig;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of which a part has failed: it reads on, takes nothing, says why, and mends itself. */
class UnwellTest {
  private static final byte[] BEFORE = TestChunks.bytes(1000, 1);
  private static final byte[] LOST = TestChunks.bytes(1000, 2);
  private static final byte[] AFTER = TestChunks.bytes(1000, 3);

  private static final int READERS = 4;
  private static final int MENDINGS = 50;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  /** Forces that fail while a test wants it. */
  private static final class Failing implements Stable {
    private volatile RuntimeException bug;
    private volatile IOException error;

    @Override
    public void force(FileChannel channel) throws IOException {
      if (error != null) {
        throw error;
      }
      if (bug != null) {
        throw bug;
      }
      channel.force(false);
    }
  }

  private Path directory() {
    return root.resolve("store");
  }

  private static void assertRefused(DiskChunkStore store, StoredChunk there) {
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> TestChunks.put(store, AFTER),
            () -> store.keep(there.id()),
            () -> store.delete(there.id(), there.generation()))) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              FilesException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
                assertThat(e.retryAfter()).isPresent();
              });
    }
    assertThat(store.usage().writableBytes()).isZero();
  }

  @Test
  void aFailedForceMakesItUnwellUntilTheDiskTakesWritesAgain() throws IOException {
    Failing forces = new Failing();
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory()), forces)) {
      StoredChunk there = TestChunks.put(store, BEFORE);
      assertThat(store.mending().step()).as("nothing to mend").isZero();
      forces.error = new IOException("Input/output error");
      assertThatThrownBy(() -> TestChunks.put(store, LOST)).isInstanceOf(IOException.class);
      assertThat(store.unwell().orElseThrow()).contains("could not be forced");
      assertRefused(store, there);
      assertThat(TestChunks.get(store, there.id())).isEqualTo(BEFORE);
      assertThatThrownBy(() -> store.mending().step()).isInstanceOf(IOException.class);
      assertThat(store.unwell()).as("the disk is as bad as before").isPresent();
      assertThat(TestChunks.get(store, there.id())).isEqualTo(BEFORE);
      forces.error = null;
      assertThat(store.mending().step()).isPositive();
      assertThat(store.unwell()).isEmpty();
      assertThat(store.find(TestChunks.idOf(LOST))).isEmpty();
      assertThat(TestChunks.put(store, AFTER).generation().value())
          .isGreaterThan(there.generation().value());
      assertThat(TestChunks.get(store, there.id())).isEqualTo(BEFORE);
    }
    TestChunks.delete(directory().resolve("index"));
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory()))) {
      assertThat(store.list(Optional.empty(), 10)).hasSize(2);
      assertThat(store.takeCorrupt(10)).isEmpty();
    }
  }

  @Test
  void aFaultInTheLogsThreadMakesItUnwellAndIsMended() throws IOException {
    Failing forces = new Failing();
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory()), forces)) {
      StoredChunk there = TestChunks.put(store, BEFORE);
      forces.bug = new IllegalStateException("a fault of ours");
      assertThatThrownBy(() -> TestChunks.put(store, LOST)).isInstanceOf(IOException.class);
      forces.bug = null;
      assertThat(store.unwell().orElseThrow()).contains("a fault of ours");
      assertRefused(store, there);
      store.mending().step();
      assertThat(TestChunks.put(store, AFTER).created()).isTrue();
      assertThat(TestChunks.get(store, there.id())).isEqualTo(BEFORE);
    }
  }

  @Test
  void aPageOfTheIndexThatCannotBeReadIsReadAgainFromTheSegments() throws IOException {
    StoreConfig config = StoreConfig.of(directory()).withIndexMemoryEntries(100);
    List<StoredChunk> stored = new ArrayList<>();
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      for (int i = 0; i < 300; i++) {
        stored.add(TestChunks.put(store, TestChunks.bytes(100, i)));
      }
      store.log().checkpoint();
      Path run;
      try (var runs = java.nio.file.Files.list(directory().resolve("index"))) {
        run =
            runs.filter(file -> file.toString().endsWith(".run"))
                .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
      }
      Damage.flip(run, 4096 + 100);
      int refused = 0;
      for (StoredChunk chunk : stored) {
        try {
          store.find(chunk.id());
        } catch (FilesException e) {
          assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
          refused++;
        }
      }
      assertThat(refused).as("those of one page, and the first of the next").isBetween(1, 65);
      assertThat(store.unwell().orElseThrow()).contains("index");
      store.mending().step();
      assertThat(store.unwell()).isEmpty();
      for (StoredChunk chunk : stored) {
        assertThat(store.find(chunk.id())).isPresent();
      }
      assertThat(store.usage().chunks()).isEqualTo(300);
      assertThat(TestChunks.put(store, AFTER).generation().value()).isGreaterThan(300);
    }
  }

  @Test
  void aRunThatWasCutShortDoesNotEndTheProcess() throws IOException {
    StoreConfig config = StoreConfig.of(directory()).withIndexMemoryEntries(100);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      for (int i = 0; i < 300; i++) {
        TestChunks.put(store, TestChunks.bytes(100, i));
      }
      store.log().checkpoint();
      try (var runs = java.nio.file.Files.list(directory().resolve("index"))) {
        for (Path run : runs.filter(file -> file.toString().endsWith(".run")).toList()) {
          try (FileChannel channel =
              FileChannel.open(run, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(4096);
          }
        }
      }
      assertThatThrownBy(() -> store.list(Optional.empty(), 10)).isInstanceOf(FilesException.class);
      store.mending().step();
      assertThat(store.list(Optional.empty(), 1000)).hasSize(300);
    }
  }

  @Test
  void aChunkOnItsWayInSurvivesTheMending() throws IOException {
    Failing forces = new Failing();
    byte[] large = TestChunks.bytes(9 << 20, 7);
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory()), forces)) {
      TestChunks.put(store, BEFORE);
      try (Arrival arrival =
          store.arrival(
              Optional.of(TestChunks.idOf(large)), java.util.OptionalLong.of(large.length))) {
        ArrivalTest.put(arrival, large, 0, 5 << 20);
        forces.bug = new IllegalStateException("a fault of ours");
        assertThatThrownBy(() -> TestChunks.put(store, LOST)).isInstanceOf(IOException.class);
        forces.bug = null;
        store.mending().step();
        ArrivalTest.put(arrival, large, 5 << 20, large.length);
        assertThat(arrival.commit().created()).isTrue();
      }
      assertThat(TestChunks.get(store, TestChunks.idOf(large))).isEqualTo(large);
    }
  }

  @Test
  void whoeverLooksSomethingUpWhileItIsMendedIsAnswered() throws Exception {
    StoreConfig config = StoreConfig.of(directory()).withIndexMemoryEntries(100);
    Failing forces = new Failing();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try (DiskChunkStore store = DiskChunkStore.open(config, forces)) {
      List<StoredChunk> stored = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        stored.add(TestChunks.put(store, TestChunks.bytes(100, i)));
      }
      // From now on they are looked up on the disk.
      store.log().checkpoint();
      List<Future<Boolean>> reading = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        reading.add(readers.submit(() -> findsAll(store, stored, over)));
      }
      for (int i = 0; i < MENDINGS; i++) {
        forces.bug = new IllegalStateException("a fault of ours");
        assertThatThrownBy(() -> TestChunks.put(store, LOST)).isInstanceOf(IOException.class);
        forces.bug = null;
        assertThat(store.mending().step()).isPositive();
        assertThat(store.unwell()).isEmpty();
      }
      over.set(true);
      for (Future<Boolean> each : reading) {
        assertThat(each.get()).isTrue();
      }
      assertThat(store.unwell()).isEmpty();
    } finally {
      over.set(true);
      readers.shutdown();
    }
  }

  private static boolean findsAll(
      DiskChunkStore store, List<StoredChunk> stored, AtomicBoolean over) throws IOException {
    boolean all = true;
    while (!over.get()) {
      for (StoredChunk chunk : stored) {
        all &= store.find(chunk.id()).isPresent();
      }
    }
    return all;
  }
}
