package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SlabPoolTest {
  private static final int SLAB = SlabPool.SLAB_BYTES;
  private static final int SLABS = 40;
  private static final PoolLimits LIMITS = PoolLimits.of((long) SLABS * SLAB);
  private static final int CHUNK = 8 * SLAB;

  @TempDir Path directory;

  private final AtomicLong clock = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger finished = new AtomicInteger();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private SlabPool pool(long scratchBytes) {
    return new SlabPool(LIMITS, new Scratch(directory, scratchBytes, 1000), clock::get);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void givesNoMoreThanTheBoundAndTakesAllBack() throws Exception {
    SlabPool pool = pool(0);
    List<HeldChunk> held = new ArrayList<>();
    for (int i = 0; i < SLABS / 8; i++) {
      held.add(fill(pool, CHUNK, i));
    }
    assertThat(pool.taken()).isEqualTo(SLABS);
    try (Filling none = pool.fill(CHUNK)) {
      assertUnavailable(none);
    }
    held.forEach(HeldChunk::release);
    held.forEach(HeldChunk::release);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void givesBackWhatAFillingTookThatFailed() throws Exception {
    SlabPool pool = pool(1L << 30);
    try (Filling filling = pool.fill(CHUNK)) {
      put(filling, SLAB);
      filling.pause();
      assertThat(filling.giveWay()).isTrue();
      put(filling, SLAB);
      assertThat(pool.taken()).isPositive();
      assertThat(pool.scratch().bytes()).isPositive();
    }
    assertThat(pool.taken()).isZero();
    assertThat(pool.scratch().bytes()).isZero();
  }

  @Test
  void takesNoSlabForWhatFitsIntoACup() throws Exception {
    SlabPool pool = pool(0);
    HeldChunk small = fill(pool, Filling.CUP_BYTES, 1);
    assertThat(pool.taken()).isZero();
    assertThat(read(small)).isEqualTo(bytes(Filling.CUP_BYTES, 1));
  }

  @Test
  void holdsNoMoreThanACupForAClientThatIsSlow() throws Exception {
    SlabPool pool = pool(1L << 30);
    byte[] all = bytes(SLAB, 7);
    try (Filling filling = pool.fill(SLAB)) {
      for (int at = 0; at < SLAB; at += 1024) {
        filling.room().put(all, at, 1024);
        filling.pause();
        pass(Duration.ofSeconds(1));
        assertThat(pool.taken()).isZero();
      }
      HeldChunk held = filling.finish();
      assertThat(read(held)).isEqualTo(all);
      held.release();
    }
    assertThat(pool.scratch().bytes()).isZero();
  }

  @Test
  void givesSlabsToAClientThatBecameFast() throws Exception {
    SlabPool pool = pool(1L << 30);
    try (Filling filling = pool.fill(CHUNK)) {
      filling.room().put(new byte[1024]);
      filling.pause();
      pass(Duration.ofSeconds(2));
      put(filling, 2 * SLAB);
      assertThat(pool.taken()).isPositive();
      assertThat(pool.scratch().bytes()).isEqualTo(Filling.CUP_BYTES);
    }
  }

  @Test
  void findsRoomAtOnceWhereSixHundredClientsStalledInTheMidstOfAChunk() throws Exception {
    SlabPool pool = pool(1L << 30);
    List<Filling> stalled = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Filling filling = pool.fill(CHUNK);
      put(filling, 300_000);
      filling.pause();
      stalled.add(filling);
    }
    assertThat(pool.taken()).isBetween(1, SLABS);
    // The clock stands: nobody waits.
    for (int i = 0; i < 100; i++) {
      fill(pool, CHUNK, i).release();
    }
    assertThat(pool.scratch().bytes()).isGreaterThan(500L * 300_000);
    for (Filling filling : stalled) {
      put(filling, CHUNK - 300_000);
      filling.finish().release();
    }
    assertThat(pool.taken()).isZero();
    assertThat(pool.scratch().bytes()).isZero();
  }

  @Test
  void leavesNoNameOfAScratchFile() throws Exception {
    SlabPool pool = pool(1L << 30);
    try (Filling filling = pool.fill(CHUNK)) {
      put(filling, SLAB);
      filling.pause();
      filling.giveWay();
      assertThat(pool.scratch().bytes()).isEqualTo(SLAB);
      try (var names = Files.list(directory)) {
        assertThat(names).isEmpty();
      }
    }
  }

  @Test
  void goesOnInTheScratchWhenAllAreAtWork() throws Exception {
    SlabPool pool = pool(1L << 30);
    List<Filling> atWork = takeAll(pool);
    Filling one = pool.fill(CHUNK);
    CompletableFuture<Void> going = async(() -> put(one, CHUNK));
    passUntilDone(going);
    assertThat(one.isFull()).isTrue();
    HeldChunk held = one.finish();
    assertThat(read(held)).hasSize(CHUNK);
    held.release();
    atWork.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void neverWaitsForEachOther() throws Exception {
    SlabPool pool = pool(1L << 30);
    // Each has half of what it needs, and nothing is left.
    List<Filling> all = new ArrayList<>();
    for (int i = 0; i < SLABS / 4; i++) {
      Filling filling = pool.fill(CHUNK);
      put(filling, CHUNK / 2);
      all.add(filling);
    }
    assertThat(pool.taken()).isEqualTo(SLABS);
    List<CompletableFuture<Void>> goingOn = new ArrayList<>();
    for (Filling filling : all) {
      goingOn.add(
          async(
              () -> {
                put(filling, CHUNK / 2);
                filling.finish().release();
              }));
    }
    goingOn.forEach(this::passUntilDone);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void endsTheStalledWhenTheScratchIsFullTooAndOthersWait() throws Exception {
    SlabPool pool = pool(0);
    List<Filling> stalled = takeAll(pool);
    stalled.forEach(Filling::pause);
    CompletableFuture<Void> fast = async(() -> fill(pool, CHUNK, 1).release());
    passUntilDone(fast);
    assertThatThrownBy(stalled.get(0)::room)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
    assertThat(stalled.get(SLABS / 8 - 1).room().hasRemaining()).isTrue();
    stalled.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void leavesTheStalledAloneWhileNobodyWaits() throws Exception {
    SlabPool pool = pool(0);
    try (Filling filling = pool.fill(CHUNK)) {
      put(filling, 2 * SLAB + 1);
      filling.pause();
      pass(Duration.ofMinutes(5));
      put(filling, CHUNK - 2 * SLAB - 1);
      filling.finish().release();
    }
    assertThat(pool.taken()).isZero();
  }

  @Test
  void refusesWithinSecondsWhenThereIsNeitherMemoryNorScratch() throws Exception {
    SlabPool pool = pool(0);
    List<Filling> atWork = takeAll(pool);
    Filling one = pool.fill(CHUNK);
    long before = clock.get();
    assertUnavailable(one);
    assertThat(Duration.ofNanos(clock.get() - before)).isLessThan(Duration.ofSeconds(10));
    one.close();
    atWork.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void keepsEveryByteInAnyMixOfClients() throws Exception {
    long seed = 20261121;
    SlabPool pool = pool(64L << 20);
    Random random = new Random(seed);
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Random own = new Random(random.nextLong());
      clients.add(
          async(
              () -> {
                for (int round = 0; round < 8; round++) {
                  oneOfAMix(pool, own);
                }
              }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
    passUntilDone(all);
    assertThat(finished.get()).as("seed %d", seed).isPositive();
    assertThat(pool.taken()).as("seed %d", seed).isZero();
    assertThat(pool.scratch().bytes()).as("seed %d", seed).isZero();
  }

  private void oneOfAMix(SlabPool pool, Random random) throws IOException {
    byte[] all = bytes(1 + random.nextInt(CHUNK), random.nextInt());
    int until = random.nextInt(5) == 0 ? random.nextInt(all.length) : all.length;
    int stride = 1 + random.nextInt(random.nextInt(3) == 0 ? 2000 : 200_000);
    try (Filling filling = pool.fill(all.length)) {
      for (int at = 0; at < until; ) {
        ByteBuffer room = filling.room();
        int length = Math.min(Math.min(room.remaining(), stride), until - at);
        room.put(all, at, length);
        at += length;
        if (random.nextInt(4) == 0) {
          filling.pause();
        }
      }
      if (until == all.length) {
        HeldChunk held = filling.finish();
        assertThat(read(held)).isEqualTo(all);
        held.release();
        finished.incrementAndGet();
      }
    } catch (FilesException e) {
      assertThat(e.type()).isIn(ProblemType.TOO_SLOW, ProblemType.UNAVAILABLE);
    }
  }

  /** Fillings at work that hold all slabs. */
  private static List<Filling> takeAll(SlabPool pool) throws IOException {
    List<Filling> all = new ArrayList<>();
    for (int i = 0; i < SLABS / 8; i++) {
      Filling filling = pool.fill(CHUNK + 1);
      put(filling, CHUNK);
      all.add(filling);
    }
    assertThat(pool.taken()).isEqualTo(SLABS);
    return all;
  }

  private static HeldChunk fill(SlabPool pool, int length, long seed) throws IOException {
    byte[] all = bytes(length, seed);
    try (Filling filling = pool.fill(length)) {
      for (int at = 0; at < length; ) {
        ByteBuffer room = filling.room();
        int count = Math.min(room.remaining(), 100_000);
        room.put(all, at, count);
        at += count;
      }
      assertThat(filling.isFull()).isTrue();
      return filling.finish();
    }
  }

  private static void put(Filling filling, int length) throws IOException {
    for (int left = length; left > 0; ) {
      ByteBuffer room = filling.room();
      int count = Math.min(room.remaining(), left);
      room.put(new byte[count]);
      left -= count;
    }
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(HeldChunk held) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) held.size());
    var channel = held.open();
    while (all.hasRemaining() && channel.read(all) >= 0) {
      // Until all is here.
    }
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    return all.array();
  }

  private void assertUnavailable(Filling filling) {
    CompletableFuture<Void> refused =
        async(
            () ->
                assertThatThrownBy(() -> put(filling, SLAB))
                    .isInstanceOfSatisfying(
                        FilesException.class,
                        e -> {
                          assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
                          assertThat(e.retryAfter()).isPresent();
                        }));
    passUntilDone(refused);
  }

  private void passUntilDone(CompletableFuture<Void> work) {
    while (!work.isDone()) {
      pass(Duration.ofMillis(20));
      try {
        work.get(1, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // More time must pass.
      } catch (InterruptedException | ExecutionException e) {
        throw new AssertionError(e);
      }
    }
    work.join();
  }

  private interface Work {
    void run() throws Exception;
  }

  private CompletableFuture<Void> async(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }
}
