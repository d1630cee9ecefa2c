package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.disk.Stable;
import dev.files.node.log.SlabPool;
import dev.files.node.log.StoreConfig;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks on their way in, and what slow ones keep from others. */
class ArrivalTest {
  private static final int MIB = 1 << 20;
  private static final int SLABS = StoreConfig.MIN_RECEIVE_SLABS;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private final Ticker ticker = new Ticker();
  private DiskChunkStore store;
  private SlabPool slabs;

  @BeforeEach
  void open() throws IOException {
    store =
        DiskChunkStore.open(
            StoreConfig.of(root.resolve("store")).withReceiveSlabs(SLABS, Duration.ofMillis(10)),
            Stable.DISK,
            ticker);
    slabs = store.log().receiveBuffers();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /** Brings the bytes from {@code from} to {@code to}, and more when there is more room. */
  static void put(Arrival arrival, byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; ) {
      ByteBuffer room = arrival.room();
      int count = Math.min(room.remaining(), to - at);
      room.put(bytes, at, count);
      arrival.received();
      at += count;
    }
  }

  private Arrival begin(byte[] bytes, boolean announced) throws IOException {
    return store.arrival(
        Optional.of(TestChunks.idOf(bytes)),
        announced ? OptionalLong.of(bytes.length) : OptionalLong.empty());
  }

  private long files() throws IOException {
    try (var files = Files.list(root.resolve("store/whole"))) {
      return files.count();
    }
  }

  @Test
  void whoHasSentLittleHoldsNoSlab() throws IOException {
    byte[] bytes = TestChunks.bytes(4 * MIB, 1);
    List<Arrival> slow = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Arrival arrival = begin(bytes, true);
      put(arrival, bytes, 0, 1000);
      arrival.paused();
      slow.add(arrival);
    }
    assertThat(slabs.available()).isEqualTo(SLABS);
    for (Arrival arrival : slow) {
      arrival.close();
    }
  }

  @Test
  void whoIsKnownToBeLargeTakesNoneOfTheSlabsOfOthers() throws IOException {
    byte[] bytes = TestChunks.bytes(9 * MIB, 1);
    List<Arrival> stalled = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Arrival arrival = begin(bytes, true);
      put(arrival, bytes, 0, 3 * MIB);
      arrival.paused();
      stalled.add(arrival);
    }
    assertThat(slabs.available()).isEqualTo(SLABS);
    assertThat(TestChunks.put(store, TestChunks.bytes(8 * MIB, 2)).created()).isTrue();
    put(stalled.get(0), bytes, 3 * MIB, bytes.length);
    StoredChunk stored = stalled.get(0).commit();
    assertThat(TestChunks.get(store, stored.id())).isEqualTo(bytes);
    for (Arrival arrival : stalled) {
      arrival.close();
    }
    assertThat(files()).as("only the one that was stored").isEqualTo(1);
  }

  @Test
  void aHundredStalledLargeChunksDoNotKeepOneOut() throws IOException {
    byte[] bytes = TestChunks.bytes(9 * MIB, 1);
    List<Arrival> stalled = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Arrival arrival = begin(bytes, true);
      put(arrival, bytes, 0, 100_000);
      arrival.paused();
      ticker.advance(Duration.ofSeconds(1));
      stalled.add(arrival);
    }
    for (Arrival arrival : stalled.subList(0, 3)) {
      put(arrival, bytes, 100_000, bytes.length);
      arrival.commit();
    }
    assertThat(TestChunks.get(store, TestChunks.idOf(bytes))).isEqualTo(bytes);
    for (Arrival arrival : stalled) {
      arrival.close();
    }
  }

  @Test
  void stalledChunksGiveTheirSlabsToWhoeverIsFast() throws IOException {
    List<Arrival> stalled = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] bytes = TestChunks.bytes(4 * MIB, i);
      Arrival arrival = begin(bytes, i % 2 == 0);
      put(arrival, bytes, 0, 3 * MIB);
      arrival.paused();
      ticker.advance(Duration.ofSeconds(1));
      stalled.add(arrival);
      contents.add(bytes);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(TestChunks.put(store, TestChunks.bytes(8 * MIB, 100 + i)).created()).isTrue();
    }
    assertThat(files()).as("they wait in files").isGreaterThan(30);
    for (int i = 0; i < stalled.size(); i++) {
      try (Arrival arrival = stalled.get(i)) {
        put(arrival, contents.get(i), 3 * MIB, 4 * MIB);
        StoredChunk stored = arrival.commit();
        assertThat(TestChunks.get(store, stored.id())).isEqualTo(contents.get(i));
      }
    }
    assertThat(files()).as("small chunks lie in the log").isZero();
    assertThat(slabs.available()).isEqualTo(SLABS);
  }

  @Test
  void whoIsNotPausedIsNotDisturbed() throws IOException {
    byte[] bytes = TestChunks.bytes(8 * MIB, 1);
    Arrival first = begin(bytes, true);
    Arrival second = begin(bytes, true);
    put(first, bytes, 0, 7 * MIB);
    put(second, bytes, 0, 7 * MIB);
    ticker.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> TestChunks.put(store, TestChunks.bytes(8 * MIB, 2)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    // The one that may take the last.
    put(second, bytes, 7 * MIB, 8 * MIB);
    second.commit();
    put(first, bytes, 7 * MIB, 8 * MIB);
    first.commit();
    first.close();
    second.close();
    assertThat(slabs.available()).isEqualTo(SLABS);
  }

  @Test
  void piecesAndPausesOfAnySizeMakeTheSameChunk() throws IOException {
    Random random = new Random(5);
    for (int size :
        new int[] {0, 1, 16_383, 16_384, 16_385, 300_000, 8 * MIB, 8 * MIB + 1, 9 * MIB}) {
      for (boolean announced : new boolean[] {true, false}) {
        byte[] bytes = TestChunks.bytes(size, 1000 + size + (announced ? 1 : 0));
        try (Arrival arrival = begin(bytes, announced)) {
          for (int at = 0; at < size; ) {
            int to = Math.min(size, at + 1 + random.nextInt(1 + size / 7));
            put(arrival, bytes, at, to);
            at = to;
            arrival.paused();
            if (random.nextInt(3) == 0) {
              ticker.advance(Duration.ofSeconds(1));
              arrival.giveBack(slabs);
              arrival.giveBack(store.log().streamBuffers());
            }
          }
          assertThat(arrival.commit().size()).isEqualTo(size);
        }
        assertThat(TestChunks.get(store, TestChunks.idOf(bytes)))
            .as("%d bytes, announced %s", size, announced)
            .isEqualTo(bytes);
      }
    }
    assertThat(slabs.available()).isEqualTo(SLABS);
  }

  @Test
  void aLargeChunkThatIsThereIsReplacedByTheBytesThatWereVerifiedNow() throws IOException {
    byte[] bytes = TestChunks.bytes(9 * MIB, 1);
    StoredChunk first = TestChunks.put(store, bytes);
    // In the middle, where a quick look does not see it.
    Damage.flip(store, first.id(), 4 * MIB);
    StoredChunk second = TestChunks.put(store, bytes);
    assertThat(second.created()).isFalse();
    assertThat(second.generation().value()).isGreaterThan(first.generation().value());
    assertThat(TestChunks.get(store, first.id())).isEqualTo(bytes);
    assertThat(store.takeCorrupt(10)).isEmpty();
    store.log().awaitCheckpoint();
    assertThat(files()).as("the old copy is gone").isEqualTo(1);
    assertThat(store.delete(second.id(), second.generation())).isEmpty();
    store.log().awaitCheckpoint();
    assertThat(store.find(first.id())).isEmpty();
    assertThat(files()).isZero();
  }
}
