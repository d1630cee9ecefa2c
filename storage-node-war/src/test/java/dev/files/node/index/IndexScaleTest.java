package dev.files.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the index grows: in a process with the heap of a node, because that is the promise. With
 * {@code -Dfiles.index.entries=10000000} it is the promise itself.
 */
class IndexScaleTest {
  private static final long MOST_SECONDS = 300;

  @TempDir private Path directory;

  @Test
  void holdsItsEntriesInASmallHeapAndStartsFast() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=128m",
                "-cp",
                System.getProperty("java.class.path"),
                Filler.class.getName(),
                directory.toString(),
                System.getProperty("files.index.entries", "300000"))
            .inheritIO()
            .start();
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** The process with the small heap. */
  static final class Filler {
    private static final int PAGE = 1000;

    private Filler() {}

    private static ChunkId id(SplittableRandom random) {
      return new ChunkId(
          new Sha256(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()));
    }

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      long entries = Long.parseLong(arguments[1]);
      long started = System.nanoTime();
      fill(directory, entries);
      report("filled " + entries + " entries", started);
      started = System.nanoTime();
      try (ChunkIndex index = open(directory)) {
        long millis = report("opened, " + index.runs() + " runs", started);
        check(millis < 10_000, "a start took " + millis + " ms");
        check(index.manifest().orElseThrow().chunks() == entries, "entries are missing");
        started = System.nanoTime();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
          check(index.find(id(random)).orElseThrow().generation() == i + 1, "a wrong entry");
        }
        report("20000 found", started);
        started = System.nanoTime();
        Optional<ChunkId> after = Optional.of(new ChunkId(new Sha256(5L << 60, 0, 0, 0)));
        List<IndexEntry> page = index.page(after, PAGE);
        check(page.size() == PAGE, "a short page");
        millis = report("one page", started);
        check(millis < 2_000, "a page took " + millis + " ms");
      }
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          "heap %d MiB of %d%n",
          (runtime.totalMemory() - runtime.freeMemory()) >> 20, runtime.maxMemory() >> 20);
    }

    private static ChunkIndex open(Path directory) throws IOException {
      return new ChunkIndex(directory, directory, 64 * 1024);
    }

    private static void fill(Path directory, long entries) throws IOException {
      SplittableRandom random = new SplittableRandom(1);
      try (ChunkIndex index = open(directory)) {
        for (long i = 1; i <= entries; i++) {
          index.put(id(random), new Entry(i, 100, new Place(false, 1, i * 16), false));
          if (index.isDue() || i == entries) {
            Manifest covered = new Manifest(1, i, i, i, 0, 0, 0, List.of(), List.of(), List.of());
            if (i == entries) {
              index.flush(covered).join();
            } else {
              index.flush(covered).isDone();
            }
          }
        }
      }
    }

    private static long report(String what, long started) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
      System.out.println(what + " in " + millis + " ms");
      return millis;
    }

    private static void check(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalStateException(otherwise);
      }
    }
  }
}
