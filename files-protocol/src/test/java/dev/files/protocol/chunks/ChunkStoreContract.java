package dev.files.protocol.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every chunk store does; each implementation extends this. */
public abstract class ChunkStoreContract {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  /** The store under test, empty at the start of each test. */
  protected abstract ChunkStore store();

  /** Flips a bit of the stored bytes, behind the store's back. */
  protected abstract void damage(ChunkId id, int offset) throws IOException;

  protected static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  protected static ChunkId idOf(byte[] bytes) {
    return new ChunkId(Sha256.of(bytes));
  }

  protected static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }

  protected final StoredChunk put(byte[] bytes) throws IOException {
    return store().store(Optional.of(idOf(bytes)), OptionalLong.of(bytes.length), channel(bytes));
  }

  protected final byte[] get(ChunkId id, ByteRange range) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    store().read(id, range, collector(all));
    return all.toByteArray();
  }

  private static VerifiedBytes collector(ByteArrayOutputStream into) {
    return bytes -> {
      assertThat(bytes.remaining()).isBetween(1, BLOCK);
      byte[] piece = new byte[bytes.remaining()];
      bytes.get(piece);
      into.write(piece);
    };
  }

  private static void assertProblem(ProblemType type, ThrowingCall call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(FilesException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @FunctionalInterface
  private interface ThrowingCall {
    void run() throws IOException;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1,
        BLOCK - 1,
        BLOCK,
        BLOCK + 1,
        256 * 1024 - 96,
        256 * 1024,
        4 << 20,
        8 << 20,
        (8 << 20) + 1,
        (20 << 20) + 12345
      })
  void givesBackWhatWasStored(int size) throws IOException {
    byte[] bytes = bytes(size, size);
    StoredChunk stored = put(bytes);
    assertThat(stored.id()).isEqualTo(idOf(bytes));
    assertThat(stored.size()).isEqualTo(size);
    assertThat(stored.created()).isTrue();
    assertThat(get(stored.id(), ByteRange.all(size))).isEqualTo(bytes);
    assertThat(store().find(stored.id()))
        .contains(new ChunkInfo(stored.id(), size, stored.generation()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300_000, (9 << 20) + 7})
  void computesTheIdOfBytesOfUnknownIdAndSize(int size) throws IOException {
    byte[] bytes = bytes(size, 1);
    StoredChunk stored = store().store(Optional.empty(), OptionalLong.empty(), channel(bytes));
    assertThat(stored.id()).isEqualTo(idOf(bytes));
    assertThat(get(stored.id(), ByteRange.all(size))).isEqualTo(bytes);
  }

  @Test
  void readsAnyRange() throws IOException {
    byte[] bytes = bytes(5 * BLOCK + 17, 2);
    ChunkId id = put(bytes).id();
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(bytes.length - from);
      assertThat(get(id, new ByteRange(from, length)))
          .as("from %d, %d bytes", from, length)
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
  }

  @Test
  void refusesRangesBeyondTheEnd() throws IOException {
    ChunkId id = put(bytes(100, 4)).id();
    assertProblem(ProblemType.RANGE_NOT_SATISFIABLE, () -> get(id, new ByteRange(50, 51)));
  }

  @Test
  void keepsNothingOfBytesWithAnotherHash() throws IOException {
    byte[] bytes = bytes(1000, 5);
    ChunkId other = idOf(bytes(1000, 6));
    assertProblem(
        ProblemType.MISMATCH,
        () -> store().store(Optional.of(other), OptionalLong.of(1000), channel(bytes)));
    assertThat(store().find(other)).isEmpty();
    assertThat(store().find(idOf(bytes))).isEmpty();
    assertThat(store().list(Optional.empty(), 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 9 << 20})
  void keepsNothingOfFewerOrMoreBytesThanAnnounced(int size) throws IOException {
    byte[] bytes = bytes(size, 7);
    for (int announced : new int[] {size - 1, size + 1}) {
      assertThatThrownBy(
              () -> store().store(Optional.empty(), OptionalLong.of(announced), channel(bytes)))
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(IOException.class),
              e ->
                  assertThat(e)
                      .isInstanceOfSatisfying(
                          FilesException.class,
                          f -> assertThat(f.type()).isEqualTo(ProblemType.MISMATCH)));
    }
    assertThat(store().find(idOf(bytes))).isEmpty();
  }

  @Test
  void refusesChunksThatAreAnnouncedTooLarge() {
    assertProblem(
        ProblemType.TOO_LARGE,
        () ->
            store()
                .store(
                    Optional.empty(),
                    OptionalLong.of(ChunkStore.MAX_CHUNK_BYTES + 1),
                    channel(new byte[0])));
  }

  @Test
  void keepsNothingWhenTheSenderFails() throws IOException {
    byte[] bytes = bytes(200_000, 8);
    ReadableByteChannel failing =
        Channels.newChannel(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] into, int offset, int length) {
                if (pos >= 100_000) {
                  throw new IllegalStateException("the sender is gone");
                }
                return super.read(into, offset, Math.min(length, 50_000));
              }
            });
    assertThatThrownBy(
            () -> store().store(Optional.of(idOf(bytes)), OptionalLong.of(bytes.length), failing))
        .isInstanceOfAny(IOException.class, RuntimeException.class);
    assertThat(store().find(idOf(bytes))).isEmpty();
    assertThat(put(bytes).created()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, (8 << 20) + 1})
  void givesANewGenerationToWhatIsStoredAgain(int size) throws IOException {
    byte[] bytes = bytes(size, 9);
    StoredChunk first = put(bytes);
    StoredChunk second = put(bytes);
    assertThat(second.created()).isFalse();
    assertThat(second.generation()).isGreaterThan(first.generation());
    assertThat(store().find(first.id()).orElseThrow().generation()).isEqualTo(second.generation());
    assertThat(get(first.id(), ByteRange.all(size))).isEqualTo(bytes);
  }

  @Test
  void keepGivesANewGeneration() throws IOException {
    StoredChunk stored = put(bytes(1000, 10));
    StoredChunk kept = store().keep(stored.id()).orElseThrow();
    assertThat(kept.generation()).isGreaterThan(stored.generation());
    assertThat(kept.created()).isFalse();
    assertThat(kept.size()).isEqualTo(1000);
    assertThat(store().find(stored.id()))
        .contains(new ChunkInfo(stored.id(), 1000, kept.generation()));
  }

  @Test
  void knowsNothingOfAbsentChunks() throws IOException {
    ChunkId absent = idOf(bytes(10, 11));
    assertThat(store().find(absent)).isEmpty();
    assertThat(store().keep(absent)).isEmpty();
    assertThat(store().delete(absent, new Generation(1))).isEmpty();
    assertProblem(ProblemType.NOT_FOUND, () -> get(absent, new ByteRange(0, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, (8 << 20) + 1})
  void deletesExactlyOneGeneration(int size) throws IOException {
    byte[] bytes = bytes(size, 12);
    StoredChunk first = put(bytes);
    StoredChunk kept = store().keep(first.id()).orElseThrow();
    assertThat(store().delete(first.id(), first.generation()))
        .contains(new ChunkInfo(first.id(), size, kept.generation()));
    assertThat(get(first.id(), ByteRange.all(size))).isEqualTo(bytes);
    assertThat(store().delete(first.id(), kept.generation())).isEmpty();
    assertThat(store().delete(first.id(), kept.generation())).isEmpty();
    assertThat(store().find(first.id())).isEmpty();
    assertThat(store().keep(first.id())).isEmpty();
    assertProblem(ProblemType.NOT_FOUND, () -> get(first.id(), new ByteRange(0, 1)));
    StoredChunk again = put(bytes);
    assertThat(again.created()).isTrue();
    assertThat(again.generation()).isGreaterThan(kept.generation());
    assertThat(store().delete(first.id(), kept.generation())).isPresent();
    assertThat(get(first.id(), ByteRange.all(size))).isEqualTo(bytes);
  }

  @Test
  void listsInOrderOfIdsPageByPage() throws IOException {
    List<ChunkInfo> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      StoredChunk stored = put(bytes(100 + i, 100 + i));
      expected.add(new ChunkInfo(stored.id(), stored.size(), stored.generation()));
    }
    expected.sort((a, b) -> a.id().compareTo(b.id()));
    List<ChunkInfo> found = new ArrayList<>();
    Optional<ChunkId> after = Optional.empty();
    while (true) {
      List<ChunkInfo> page = store().list(after, 10);
      assertThat(page).hasSizeLessThanOrEqualTo(10);
      if (page.isEmpty()) {
        break;
      }
      found.addAll(page);
      after = Optional.of(page.get(page.size() - 1).id());
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {3 * BLOCK, (9 << 20)})
  void servesNoRotAndTakesTheBytesAnew(int size) throws IOException {
    byte[] bytes = bytes(size, 13);
    StoredChunk stored = put(bytes);
    damage(stored.id(), BLOCK + 5);
    ByteArrayOutputStream good = new ByteArrayOutputStream();
    assertThatThrownBy(() -> store().read(stored.id(), ByteRange.all(size), collector(good)))
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(IOException.class),
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        FilesException.class,
                        f -> assertThat(f.type()).isEqualTo(ProblemType.CORRUPT)));
    assertThat(good.toByteArray())
        .isEqualTo(Arrays.copyOf(bytes, good.size()))
        .hasSizeLessThanOrEqualTo(BLOCK);
    assertThat(get(stored.id(), new ByteRange(2 * BLOCK, BLOCK)))
        .as("blocks that are good are still served")
        .isEqualTo(Arrays.copyOfRange(bytes, 2 * BLOCK, 3 * BLOCK));
    assertThat(store().keep(stored.id())).isEmpty();
    StoredChunk again = put(bytes);
    assertThat(again.created()).isTrue();
    assertThat(get(stored.id(), ByteRange.all(size))).isEqualTo(bytes);
    assertThat(store().keep(stored.id())).isPresent();
  }

  @Test
  void keepsApartWhatManyStoreAtOnce() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<List<StoredChunk>>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        tasks.add(
            () -> {
              List<StoredChunk> stored = new ArrayList<>();
              for (int i = 0; i < 10; i++) {
                stored.add(put(bytes(20_000, thread * 100 + i)));
                stored.add(put(bytes(20_000, 9999)));
              }
              return stored;
            });
      }
      List<StoredChunk> all = new ArrayList<>();
      for (Future<List<StoredChunk>> done : executor.invokeAll(tasks)) {
        all.addAll(done.get());
      }
      assertThat(all.stream().map(StoredChunk::generation)).doesNotHaveDuplicates();
      assertThat(all.stream().filter(StoredChunk::created)).hasSize(threads * 10 + 1);
      assertThat(store().list(Optional.empty(), 1000)).hasSize(threads * 10 + 1);
    } finally {
      executor.shutdownNow();
    }
  }
}
