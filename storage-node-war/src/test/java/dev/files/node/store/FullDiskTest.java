package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.node.log.StoreConfig;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.StoredChunk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full; needs the right to mount one. */
class FullDiskTest {
  private static final int CHUNK_BYTES = 20_000;

  @TempDir private Path mountPoint;
  private Optional<SmallDisk> disk = Optional.empty();

  @BeforeEach
  void mount() {
    disk = Optional.of(SmallDisk.mount(mountPoint, "8m"));
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  private static void assertFull(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.DISK_FULL));
  }

  private static List<StoredChunk> fill(DiskChunkStore store) {
    List<StoredChunk> stored = new ArrayList<>();
    assertFull(
        () -> {
          for (int i = 0; i < 1000; i++) {
            stored.add(TestChunks.put(store, TestChunks.bytes(CHUNK_BYTES, i)));
          }
        });
    assertFull(() -> TestChunks.put(store, TestChunks.bytes(9 << 20, 1)));
    assertThat(stored).hasSizeGreaterThan(100);
    return stored;
  }

  @Test
  void itStillDeletesAndCompacts() throws IOException {
    StoreConfig config =
        StoreConfig.of(mountPoint.resolve("store"))
            .withSegmentBytes(512 << 10)
            .withCapacity(Long.MAX_VALUE, 1 << 20);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      List<StoredChunk> stored = fill(store);
      for (int i = 0; i < stored.size(); i++) {
        if (i % 4 != 0) {
          assertThat(store.delete(stored.get(i).id(), stored.get(i).generation())).isEmpty();
        }
      }
      for (int idle = 0; idle < 3; ) {
        if (store.compaction().step() == 0) {
          idle++;
          store.log().awaitCheckpoint();
        }
      }
      assertThat(TestChunks.put(store, TestChunks.bytes(CHUNK_BYTES, 5000)).created()).isTrue();
      for (int i = 0; i < stored.size(); i += 4) {
        assertThat(TestChunks.get(store, stored.get(i).id()))
            .isEqualTo(TestChunks.bytes(CHUNK_BYTES, i));
      }
    }
  }

  @Test
  void withoutASingleByteItRefusesAndGoesOnWhenThereIsRoom() throws IOException {
    StoreConfig config =
        StoreConfig.of(mountPoint.resolve("store")).withCapacity(Long.MAX_VALUE, 1 << 20);
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      List<StoredChunk> stored = fill(store);
      Path other = mountPoint.resolve("other");
      try (OutputStream out = Files.newOutputStream(other)) {
        byte[] page = new byte[4096];
        while (true) {
          out.write(page);
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("No space left");
      }
      StoredChunk chunk = stored.get(0);
      // The last page of the segment may have room for some more small records.
      assertFull(
          () -> {
            for (int i = 0; i < 100; i++) {
              store.keep(chunk.id());
            }
          });
      assertFull(() -> TestChunks.put(store, TestChunks.bytes(CHUNK_BYTES, 5000)));
      assertThat(TestChunks.get(store, chunk.id())).isEqualTo(TestChunks.bytes(CHUNK_BYTES, 0));
      Files.delete(other);
      StoredChunk kept = store.keep(chunk.id()).orElseThrow();
      assertThat(store.delete(kept.id(), kept.generation())).isEmpty();
      assertThat(store.find(kept.id())).isEmpty();
      assertThat(store.list(Optional.empty(), 1000)).hasSize(stored.size() - 1);
    }
    TestChunks.delete(mountPoint.resolve("store/index"));
    try (DiskChunkStore store = DiskChunkStore.open(config)) {
      assertThat(store.takeCorrupt(10)).isEmpty();
      assertThat(store.find(TestChunks.idOf(TestChunks.bytes(CHUNK_BYTES, 0)))).isEmpty();
    }
  }
}
