package dev.files.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.node.log.StoreConfig;
import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.StoredChunk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that writes is killed; whatever it said is there, and what it deleted is not. */
class KillTest {
  private static final int THREADS = 4;
  private static final int CHUNKS_OF_A_THREAD = 50;
  private static final long MOST_SECONDS = 60;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasAnsweredIsThere(long seed) throws Exception {
    int answers = 50 + new Random(seed).nextInt(400);
    Process process = startWriter(directory, seed);
    Map<ChunkId, String> said = new HashMap<>();
    Map<ChunkId, String> begun = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int seen = 0; seen < answers; ) {
        String line = lines.readLine();
        assertThat(line).as("seed %d: the writer ended by itself", seed).isNotNull();
        seen += note(line, said, begun);
      }
      // By its handle: the process object would close the stream that has its last words.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line, said, begun);
      }
    } finally {
      process.destroyForcibly();
    }
    try (DiskChunkStore store = DiskChunkStore.open(Writer.config(directory))) {
      assertHolds(store, said, begun, seed);
    }
  }

  /** That the store has what was said, and not what was said to be gone. */
  static void assertHolds(
      DiskChunkStore store, Map<ChunkId, String> said, Map<ChunkId, String> begun, long seed)
      throws IOException {
    assertThat(said).hasSizeGreaterThan(20);
    assertThat(store.takeCorrupt(10)).as("seed %d", seed).isEmpty();
    for (Map.Entry<ChunkId, String> chunk : said.entrySet()) {
      if (begun.containsKey(chunk.getKey())) {
        // It was ended in the middle of this one: both outcomes are right.
        continue;
      }
      Optional<ChunkInfo> found = store.find(chunk.getKey());
      if (chunk.getValue().equals("gone")) {
        assertThat(found).as("seed %d, chunk %s", seed, chunk.getKey()).isEmpty();
      } else {
        assertThat(found.map(ChunkInfo::generation))
            .as("seed %d, chunk %s", seed, chunk.getKey())
            .contains(new Generation(Long.parseLong(chunk.getValue())));
        assertThat(TestChunks.idOf(TestChunks.get(store, chunk.getKey())))
            .isEqualTo(chunk.getKey());
      }
    }
  }

  /** A process that writes into a store and says what was answered. */
  static Process startWriter(Path directory, long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.toString(),
            Long.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Takes one line; a torn last one says nothing. */
  static int note(String line, Map<ChunkId, String> said, Map<ChunkId, String> begun) {
    String[] words = line.split(" ", -1);
    if (words.length != 4 || !words[3].equals(".")) {
      return 0;
    }
    ChunkId id = ChunkId.parse(words[1]).orElseThrow();
    if (words[0].equals("begin")) {
      begun.put(id, words[2]);
      return 0;
    }
    begun.remove(id);
    said.put(id, words[2]);
    return 1;
  }

  /** The process that is killed. */
  static final class Writer {
    private Writer() {}

    static StoreConfig config(Path directory) {
      return StoreConfig.of(directory).withSegmentBytes(2 << 20).withIndexMemoryEntries(40);
    }

    public static void main(String[] arguments) throws Exception {
      // One thread that fails must not be hidden by the others.
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(2);
          });
      long seed = Long.parseLong(arguments[1]);
      DiskChunkStore store = DiskChunkStore.open(config(Path.of(arguments[0])));
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(seed * 10 + t);
        int thread = t;
        new Thread(() -> write(store, thread, random)).start();
      }
      while (true) {
        if (store.compaction().step() == 0) {
          Thread.onSpinWait();
        }
      }
    }

    private static void write(DiskChunkStore store, int thread, Random random) {
      Map<ChunkId, Generation> mine = new HashMap<>();
      try {
        while (true) {
          int number = thread * CHUNKS_OF_A_THREAD + random.nextInt(CHUNKS_OF_A_THREAD);
          int size = number % 16 == 3 ? 400_000 : 5_000;
          byte[] bytes = TestChunks.bytes(size, number);
          ChunkId id = TestChunks.idOf(bytes);
          say("begin " + id + " x .");
          if (mine.containsKey(id) && random.nextInt(3) == 0) {
            store.delete(id, mine.remove(id));
            say("done " + id + " gone .");
          } else {
            StoredChunk stored = TestChunks.put(store, bytes);
            mine.put(id, stored.generation());
            say("done " + id + " " + stored.generation() + " .");
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static synchronized void say(String line) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
