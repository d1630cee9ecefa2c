package dev.files.node.store;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Bytes and directories for tests of the store. */
public final class TestChunks {
  /** Where the first record of a file lies. */
  static final int FIRST_RECORD = 4096;

  private TestChunks() {}

  public static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static ChunkId idOf(byte[] bytes) {
    return new ChunkId(Sha256.of(bytes));
  }

  public static StoredChunk put(ChunkStore store, byte[] bytes) throws IOException {
    return store.store(
        Optional.of(idOf(bytes)),
        OptionalLong.of(bytes.length),
        Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  public static byte[] get(ChunkStore store, ChunkId id) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long size = store.find(id).orElseThrow(() -> new IOException("no chunk " + id)).size();
    store.read(
        id,
        ByteRange.all(size),
        bytes -> {
          byte[] piece = new byte[bytes.remaining()];
          bytes.get(piece);
          all.write(piece);
        });
    return all.toByteArray();
  }

  /** Copies a store that no client writes, as a crash would leave it. */
  public static void copy(Path from, Path to) throws IOException {
    while (true) {
      try {
        copyOnce(from, to);
        return;
      } catch (NoSuchFileException e) {
        // The index was written just then, and an older run of it went: at another instant, please.
        delete(to);
      }
    }
  }

  private static void copyOnce(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The only segment of a store. */
  public static Path onlySegment(Path directory) throws IOException {
    try (var files = Files.list(directory.resolve("segments"))) {
      return files.findFirst().orElseThrow();
    }
  }
}
