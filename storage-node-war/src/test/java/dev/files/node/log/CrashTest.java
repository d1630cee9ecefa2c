package dev.files.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.store.Damage;
import dev.files.node.store.DiskChunkStore;
import dev.files.node.store.FastDirectory;
import dev.files.node.store.TestChunks;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after a cut or a flip anywhere in the log. */
class CrashTest {
  /** Small, so that the log can be cut at every byte. */
  private static final int SIZE = 700;

  private static final int CHUNKS = 5;

  @TempDir(factory = FastDirectory.class)
  private Path root;

  private Path original;
  private Path damaged;
  private final List<byte[]> contents = new ArrayList<>();
  private final List<StoredChunk> stored = new ArrayList<>();

  @BeforeEach
  void fill() throws IOException {
    original = root.resolve("original");
    damaged = root.resolve("damaged");
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(original))) {
      for (int i = 0; i < CHUNKS; i++) {
        contents.add(TestChunks.bytes(SIZE, i));
        stored.add(TestChunks.put(store, contents.get(i)));
      }
    }
  }

  private void copyWithoutIndex() throws IOException {
    TestChunks.delete(damaged);
    TestChunks.copy(original, damaged);
    TestChunks.delete(damaged.resolve("index"));
  }

  /** As if the machine had stopped when so many chunks had been acknowledged. */
  private void markAfter(int chunks) throws IOException {
    Path file = damaged.resolve("sync-mark");
    Files.delete(file);
    try (SyncMark mark = new SyncMark(file)) {
      mark.write(new SyncMark.Mark(1, recordStart(chunks), 1));
    }
  }

  private static long recordStart(int chunk) {
    return SegmentHeader.BYTES + chunk * RecordHeader.extentOf(SIZE);
  }

  private void assertHas(DiskChunkStore store, int chunk) throws IOException {
    assertThat(TestChunks.get(store, stored.get(chunk).id())).isEqualTo(contents.get(chunk));
  }

  @Test
  void keepsWhatWasAcknowledgedWhereverTheTailIsCut() throws IOException {
    int acknowledged = CHUNKS - 2;
    for (long cut = recordStart(acknowledged); cut < recordStart(CHUNKS); cut++) {
      copyWithoutIndex();
      markAfter(acknowledged);
      try (FileChannel channel =
          FileChannel.open(TestChunks.onlySegment(damaged), StandardOpenOption.WRITE)) {
        channel.truncate(cut);
      }
      try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
        int whole = (int) ((cut - SegmentHeader.BYTES) / RecordHeader.extentOf(SIZE));
        assertThat(store.list(Optional.empty(), 10)).as("cut at %d", cut).hasSize(whole);
        assertThat(store.takeCorrupt(10)).as("cut at %d", cut).isEmpty();
        for (int i = 0; i < whole; i++) {
          assertHas(store, i);
        }
        assertThat(TestChunks.put(store, contents.get(CHUNKS - 1)).created()).isTrue();
        assertThat(Files.size(damaged.resolve("segments/0000000000000001.segment")))
            .as("the torn bytes are gone")
            .isEqualTo(recordStart(whole));
      }
    }
  }

  @Test
  void cutsATailOfWhichOnlyPartsReachedTheDisk() throws IOException {
    Random random = new Random(4);
    for (int round = 0; round < 40; round++) {
      copyWithoutIndex();
      markAfter(CHUNKS - 1);
      long hole =
          recordStart(CHUNKS - 1)
              + random.nextInt((int) RecordHeader.extentOf(SIZE) - RecordHeader.BYTES - 16);
      Damage.flip(TestChunks.onlySegment(damaged), hole);
      try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
        assertThat(store.list(Optional.empty(), 10)).as("hole at %d", hole).hasSize(CHUNKS - 1);
        assertThat(store.takeCorrupt(10)).isEmpty();
      }
    }
  }

  @Test
  void aFlipLosesItsRecordAloneAndIsReported() throws IOException {
    Path segment = TestChunks.onlySegment(original);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      for (long at = recordStart(chunk); at < recordStart(chunk + 1); at += 11) {
        copyWithoutIndex();
        Damage.flip(damaged.resolve(original.relativize(segment)), at);
        try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
          for (int other = 0; other < CHUNKS; other++) {
            if (other != chunk) {
              assertHas(store, other);
            }
          }
          assertServedRightOrReported(store, chunk, at);
          assertThat(Files.size(damaged.resolve("segments/0000000000000001.segment")))
              .as("rot is not cut, byte %d", at)
              .isEqualTo(recordStart(CHUNKS));
        }
      }
    }
  }

  private void assertServedRightOrReported(DiskChunkStore store, int chunk, long at)
      throws IOException {
    ChunkId id = stored.get(chunk).id();
    try {
      assertThat(TestChunks.get(store, id)).as("byte %d", at).isEqualTo(contents.get(chunk));
    } catch (IOException | FilesException e) {
      boolean lastHeader = chunk == CHUNKS - 1 && at < recordStart(chunk) + RecordHeader.BYTES;
      if (!lastHeader) {
        assertThat(store.takeCorrupt(10)).as("byte %d of the segment", at).containsExactly(id);
      }
      assertThat(store.keep(id)).isEmpty();
      assertThat(TestChunks.put(store, contents.get(chunk)).created()).isTrue();
      assertThat(store.takeCorrupt(10)).isEmpty();
      assertHas(store, chunk);
    }
  }

  @Test
  void aFlipBehindTheMarkWithSoundRecordsBehindItIsRot() throws IOException {
    copyWithoutIndex();
    markAfter(1);
    Damage.flip(TestChunks.onlySegment(damaged), recordStart(2) + RecordHeader.BYTES + 5);
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
      assertThat(store.takeCorrupt(10)).containsExactly(stored.get(2).id());
      assertThat(store.find(stored.get(2).id())).isEmpty();
      assertHas(store, 3);
      assertHas(store, 4);
    }
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
      assertThat(store.takeCorrupt(10))
          .as("is still reported after a restart")
          .containsExactly(stored.get(2).id());
      assertThat(store.delete(stored.get(2).id(), stored.get(2).generation())).isEmpty();
      assertThat(store.takeCorrupt(10)).isEmpty();
    }
  }

  @Test
  void aFlipInTheSegmentsHeaderLosesNothing() throws IOException {
    for (long at : new long[] {0, 17, 25, 60, 2048, 2048 + 30}) {
      copyWithoutIndex();
      Damage.flip(TestChunks.onlySegment(damaged), at);
      try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
        for (int i = 0; i < CHUNKS; i++) {
          assertHas(store, i);
        }
      }
    }
  }

  @Test
  void theIndexIsReadAgainFromTheLogWhenAnyOfItIsDamaged() throws IOException {
    List<Path> files;
    try (var found = Files.list(original.resolve("index"))) {
      files = found.map(original::relativize).toList();
    }
    assertThat(files).hasSize(2);
    for (Path file : files) {
      for (long at = 0; at < Files.size(original.resolve(file)); at += 61) {
        TestChunks.delete(damaged);
        TestChunks.copy(original, damaged);
        Damage.flip(damaged.resolve(file), at);
        try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(damaged))) {
          for (int i = 0; i < CHUNKS; i++) {
            assertHas(store, i);
          }
          assertThat(store.usage().chunks()).isEqualTo(CHUNKS);
        }
      }
    }
  }

  @Test
  void bytesThatLookLikeARecordAreNotTakenForOne() throws IOException {
    Path other = root.resolve("other");
    byte[] victim = TestChunks.bytes(100, 99);
    ByteBuffer forged = ByteBuffer.allocate(10_000);
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(other))) {
      StoredChunk stored = TestChunks.put(store, victim);
      long data = SegmentHeader.BYTES + RecordHeader.extentOf(victim.length) + RecordHeader.BYTES;
      // All is known to the forger but the salt.
      RecordHeader.control(RecordKind.DELETE, stored.id(), 1000, victim.length, 1)
          .write(forged.position(160), RecordHeader.MAGIC, 0, data + 160);
      TestChunks.put(store, forged.array());
      TestChunks.put(store, TestChunks.bytes(100, 98));
    }
    TestChunks.delete(other.resolve("index"));
    Damage.flip(
        TestChunks.onlySegment(other),
        SegmentHeader.BYTES + RecordHeader.extentOf(victim.length) + 40);
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(other))) {
      assertThat(store.list(Optional.empty(), 10)).hasSize(2);
      assertThat(TestChunks.get(store, TestChunks.idOf(victim))).isEqualTo(victim);
      assertThat(store.takeCorrupt(10)).containsExactly(TestChunks.idOf(forged.array()));
    }
  }

  @Test
  void isOpenOnce() throws IOException {
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(original))) {
      assertThat(store.usage().chunks()).isEqualTo(CHUNKS);
      assertThatThrownBy(() -> DiskChunkStore.open(StoreConfig.of(original)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("open already");
    }
  }

  @Test
  void generationsGoOnAfterEverythingWasDeletedAndTheIndexLost() throws IOException {
    long highest = 0;
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(original))) {
      for (StoredChunk chunk : stored) {
        StoredChunk kept = store.keep(chunk.id()).orElseThrow();
        highest = kept.generation().value();
        assertThat(store.delete(chunk.id(), kept.generation())).isEmpty();
      }
    }
    TestChunks.delete(original.resolve("index"));
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(original))) {
      assertThat(store.list(Optional.empty(), 10)).isEmpty();
      assertThat(TestChunks.put(store, contents.get(0)).generation().value())
          .isGreaterThan(highest);
    }
  }
}
