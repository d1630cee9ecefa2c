package dev.files.bench.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskYardstickTest {
  @TempDir Path directory;

  @Test
  void sharesForcesAmongThreadsAndLeavesNothing() throws Exception {
    DiskResult result = new DiskYardstick(directory).groupCommitted(16, 4096, 500);
    assertThat(result.writes()).isEqualTo(500);
    assertThat(result.bytes()).isEqualTo(500 * 4096);
    assertThat(result.forces()).isBetween(500L / 16, 500L);
    assertThat(result.writesPerSecond()).isPositive();
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void forcesEveryWriteOfOneThread() throws Exception {
    DiskResult result = new DiskYardstick(directory).sequential(64 * 1024, 10);
    assertThat(result.forces()).isEqualTo(10);
    assertThat(result.writesPerForce()).isEqualTo(1);
  }

  @Test
  void writesEachRecordWholeAndOnce() throws Exception {
    Path file = directory.resolve("log");
    int threads = 8;
    int each = 50;
    try (GroupCommitLog log = new GroupCommitLog(file)) {
      Thread[] writers = new Thread[threads];
      for (int i = 0; i < threads; i++) {
        byte[] record = new byte[1000];
        Arrays.fill(record, (byte) i);
        writers[i] = new Thread(() -> append(log, record, each));
        writers[i].start();
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }
    byte[] all = Files.readAllBytes(file);
    assertThat(all).hasSize(threads * each * 1000);
    int[] seen = new int[threads];
    for (int at = 0; at < all.length; at += 1000) {
      byte[] expected = new byte[1000];
      Arrays.fill(expected, all[at]);
      assertThat(Arrays.copyOfRange(all, at, at + 1000)).isEqualTo(expected);
      seen[all[at]]++;
    }
    assertThat(seen).containsOnly(each);
  }

  private static void append(GroupCommitLog log, byte[] record, int times) {
    try {
      for (int i = 0; i < times; i++) {
        log.append(ByteBuffer.wrap(record));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
