package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.log.StoreConfig;
import dev.files.protocol.ChunkId;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of what it finds, beyond torn tails: files of one chunk, and rot. */
class RecoveryTest {
  private static final byte[] SMALL = TestChunks.bytes(1000, 1);
  private static final byte[] LARGE = TestChunks.bytes((8 << 20) + 100, 2);
  private static final byte[] OTHER = TestChunks.bytes((8 << 20) + 200, 3);

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private Path directory;

  @BeforeEach
  void name() {
    directory = root.resolve("store");
  }

  private DiskChunkStore open() throws IOException {
    return DiskChunkStore.open(StoreConfig.of(directory));
  }

  private static void assertHas(DiskChunkStore store, byte[] bytes) throws IOException {
    assertThat(TestChunks.get(store, TestChunks.idOf(bytes))).isEqualTo(bytes);
  }

  private static void sweep(DiskChunkStore store) throws IOException {
    while (store.compaction().step() > 0) {
      store.log().awaitCheckpoint();
    }
  }

  @Test
  void aFileNumberIsNeverGivenTwice() throws IOException {
    try (DiskChunkStore store = open()) {
      // So that the segment has a lower number than the file.
      TestChunks.put(store, SMALL);
      StoredChunk gone = TestChunks.put(store, LARGE);
      store.delete(gone.id(), gone.generation());
    }
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, OTHER);
    }
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = open()) {
      assertThat(store.find(TestChunks.idOf(LARGE))).isEmpty();
      sweep(store);
      assertHas(store, OTHER);
    }
  }

  @Test
  void norWhenOnlyTheRecordOfItsFileIsLeft() throws IOException {
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, SMALL);
      TestChunks.put(store, LARGE);
    }
    TestChunks.delete(directory.resolve("whole"));
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, OTHER);
    }
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = open()) {
      assertThat(store.find(TestChunks.idOf(LARGE))).isEmpty();
      assertHas(store, OTHER);
    }
  }

  @Test
  void aFileWhoseRecordRottedAwayIsAdoptedAgain() throws IOException {
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, LARGE);
      TestChunks.put(store, SMALL);
    }
    // The ADOPT record is the first.
    Damage.flip(TestChunks.onlySegment(directory), TestChunks.FIRST_RECORD + 10);
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = open()) {
      sweep(store);
      assertHas(store, LARGE);
      assertHas(store, SMALL);
    }
    try (DiskChunkStore store = open()) {
      assertHas(store, LARGE);
    }
  }

  @Test
  void aFileThatADeletedChunkLeftIsRemoved() throws IOException {
    Path killed = root.resolve("killed");
    Path name;
    try (DiskChunkStore store = open()) {
      StoredChunk gone = TestChunks.put(store, LARGE);
      Path file;
      try (ChunkRead read = store.open(gone.id()).orElseThrow()) {
        file = store.log().fileOf(read.place());
      }
      name = directory.relativize(file);
      Path before = Files.copy(file, root.resolve("before"));
      store.delete(gone.id(), gone.generation());
      TestChunks.copy(directory, killed);
      Files.copy(before, killed.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(killed))) {
      sweep(store);
      assertThat(killed.resolve(name)).doesNotExist();
      assertThat(store.find(TestChunks.idOf(LARGE))).isEmpty();
    }
  }

  @Test
  void aCopyWithARottenHeaderIsReplaced() throws IOException {
    ChunkId id = TestChunks.idOf(SMALL);
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, SMALL);
      Damage.flip(TestChunks.onlySegment(directory), TestChunks.FIRST_RECORD + 10);
      assertThat(store.keep(id)).isEmpty();
      assertThat(TestChunks.put(store, SMALL).created()).isTrue();
      assertHas(store, SMALL);
      assertThat(store.takeCorrupt(10)).isEmpty();
    }
  }

  @Test
  void whatWasStoredAnewIsNotCorruptAfterAKill() throws IOException {
    Path killed = root.resolve("killed");
    ChunkId id = TestChunks.idOf(SMALL);
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, SMALL);
      Damage.flip(store, id, 5);
      assertThat(store.keep(id)).isEmpty();
      assertThat(store.takeCorrupt(10)).containsExactly(id);
      store.log().checkpoint();
      TestChunks.put(store, SMALL);
      TestChunks.copy(directory, killed);
    }
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(killed))) {
      assertThat(store.takeCorrupt(10)).isEmpty();
      assertHas(store, SMALL);
      assertThat(store.keep(id)).isPresent();
    }
  }

  @Test
  void rotAtTheEndOfASegmentIsReported() throws IOException {
    ChunkId id = TestChunks.idOf(SMALL);
    try (DiskChunkStore store = open()) {
      TestChunks.put(store, SMALL);
    }
    Damage.flip(TestChunks.onlySegment(directory), TestChunks.FIRST_RECORD + 10);
    TestChunks.delete(directory.resolve("index"));
    try (DiskChunkStore store = open()) {
      assertThat(store.takeCorrupt(10)).containsExactly(id);
    }
  }
}
