package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.log.StoreConfig;
import dev.files.node.ping.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node started by hand under any umask keeps to its owner what people stored. */
class FileModesTest {
  @TempDir private Path temporary;

  @Test
  void everythingOfAStoreIsItsOwnersAlone() throws IOException {
    Path directory = temporary.resolve("data");
    NodeIdentity.of(directory, new SecureRandom());
    try (DiskChunkStore store = DiskChunkStore.open(StoreConfig.of(directory))) {
      TestChunks.put(store, TestChunks.bytes(100_000, 1));
      TestChunks.put(store, TestChunks.bytes(9 << 20, 2));
    }
    try (Stream<Path> made = Files.walk(directory)) {
      List<Path> all = made.toList();
      // Of the id, the lock, a segment, a large chunk, the mark, the index.
      assertThat(all).hasSizeGreaterThan(6);
      for (Path path : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }
}
