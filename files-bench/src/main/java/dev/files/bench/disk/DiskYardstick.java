package dev.files.bench.disk;

import dev.files.bench.load.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures forced writes in a directory; the file is gone afterwards. */
public final class DiskYardstick {
  private static final long RANDOM_SEED = 0x6469736bL;

  private final Path directory;

  public DiskYardstick(Path directory) {
    this.directory = directory;
  }

  /**
   * Threads append records to one file, each waiting for the force that covers its record.
   *
   * @param writes records over all threads
   */
  public DiskResult groupCommitted(int threads, int recordBytes, long writes)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path file = directory.resolve("group-committed-" + System.nanoTime());
    try (GroupCommitLog log = new GroupCommitLog(file)) {
      List<Callable<Latencies>> appenders = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        long share = writes / threads + (thread < writes % threads ? 1 : 0);
        appenders.add(() -> append(log, recordBytes, share));
      }
      ExecutorService executor = Executors.newFixedThreadPool(threads);
      try {
        long start = System.nanoTime();
        List<Latencies> parts = new ArrayList<>();
        for (Future<Latencies> future : executor.invokeAll(appenders)) {
          parts.add(future.get());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Latencies all = Latencies.merged(parts);
        return new DiskResult(
            writes,
            log.forces(),
            writes * recordBytes,
            seconds,
            all.percentileMillis(50),
            all.percentileMillis(99));
      } catch (ExecutionException e) {
        throw new IOException("appending to " + file + " failed", e.getCause());
      } finally {
        executor.shutdownNow();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** One thread writes one block after the other and forces each. */
  public DiskResult sequential(int blockBytes, long writes)
      throws IOException, InterruptedException {
    return groupCommitted(1, blockBytes, writes);
  }

  /**
   * One thread reads blocks of a file, one after the other, and writes and forces each to another:
   * what a copy from disk to disk costs at least when both are the same one.
   */
  public DiskResult copied(int blockBytes, long blocks) throws IOException {
    Files.createDirectories(directory);
    Path from = directory.resolve("copy-source-" + System.nanoTime());
    Path to = directory.resolve("copy-target-" + System.nanoTime());
    try {
      fill(from, blockBytes, blocks);
      Latencies latencies = new Latencies();
      ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
      try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
          FileChannel target =
              FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        long start = System.nanoTime();
        for (long i = 0; i < blocks; i++) {
          long began = System.nanoTime();
          block.clear();
          while (block.hasRemaining() && source.read(block) >= 0) {}
          block.flip();
          while (block.hasRemaining()) {
            target.write(block);
          }
          target.force(false);
          latencies.add(System.nanoTime() - began);
        }
        return new DiskResult(
            blocks,
            blocks,
            blocks * blockBytes,
            (System.nanoTime() - start) / 1e9,
            latencies.percentileMillis(50),
            latencies.percentileMillis(99));
      }
    } finally {
      Files.deleteIfExists(from);
      Files.deleteIfExists(to);
    }
  }

  private static void fill(Path file, int blockBytes, long blocks) throws IOException {
    byte[] random = new byte[blockBytes];
    new Random(RANDOM_SEED).nextBytes(random);
    ByteBuffer block = ByteBuffer.allocateDirect(blockBytes).put(random);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long i = 0; i < blocks; i++) {
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
      channel.force(false);
    }
  }

  private static Latencies append(GroupCommitLog log, int recordBytes, long writes)
      throws IOException, InterruptedException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(recordBytes);
    byte[] random = new byte[recordBytes];
    new Random(RANDOM_SEED).nextBytes(random);
    bytes.put(random);
    Latencies latencies = new Latencies();
    for (long i = 0; i < writes; i++) {
      bytes.clear();
      long start = System.nanoTime();
      log.append(bytes);
      latencies.add(System.nanoTime() - start);
    }
    return latencies;
  }
}
