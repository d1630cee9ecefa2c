package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlabPoolTest {
  private static final int SLAB = SlabPool.SLAB_BYTES;

  /** 8 express, 12 own, 12 common. */
  private static final PoolLimits LIMITS =
      new PoolLimits(
          32L * SLAB,
          8L * SLAB,
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          32 * 1024,
          Duration.ofMinutes(5));

  private final AtomicLong clock = new AtomicLong();
  private final SlabPool pool = new SlabPool(LIMITS, clock::get);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void givesNoMoreThanTheBoundAndTakesAllBack() throws Exception {
    List<Slab> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      try (Filling filling = pool.fill(2L * SLAB)) {
        filling.next();
        filling.next();
        all.addAll(filling.finish());
      }
    }
    assertThat(pool.taken()).isEqualTo(24);
    assertThat(pool.fill(SLAB).tryNext()).isEmpty();
    all.forEach(Slab::release);
    all.forEach(Slab::release);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void givesBackWhatAFillingTookThatFailed() throws Exception {
    try (Filling filling = pool.fill(8L * SLAB)) {
      filling.next();
      filling.next();
    }
    assertThat(pool.taken()).isZero();
  }

  @Test
  void letsAFastUploadThroughWhileSlowOnesHoldEverythingElse() throws Exception {
    List<Filling> slow = slowFillings();
    for (int i = 0; i < 10; i++) {
      fillAndSend(8);
    }
    slow.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void endsTheLaggardInTheExpressLaneWhenOthersWait() throws Exception {
    List<Filling> slow = slowFillings();
    Filling laggard = slow.get(0);
    laggard.next();
    CompletableFuture<Void> fast = async(() -> fillAndSend(8));
    awaitWaiting(1);
    assertThat(fast).isNotDone();
    clock.addAndGet(LIMITS.expressBound().plusSeconds(1).toNanos());
    join(fast);
    assertTooSlow(laggard);
    slow.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void leavesTheLaggardAloneWhileNobodyWaits() throws Exception {
    List<Filling> slow = slowFillings();
    Filling laggard = slow.get(0);
    laggard.next();
    clock.addAndGet(Duration.ofMinutes(3).toNanos());
    laggard.next();
    assertThat(laggard.finish()).hasSize(4).allSatisfy(Slab::release);
    slow.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void endsWhoIsSlowerThanTheLeastRateWhenOthersWait() throws Exception {
    List<Filling> slow = slowFillings();
    slow.get(0).next();
    clock.addAndGet(Duration.ofSeconds(14).toNanos());
    CompletableFuture<Void> first = async(() -> fillAndSend(8));
    CompletableFuture<Void> second = async(() -> fillAndSend(8));
    clock.addAndGet(Duration.ofSeconds(14).toNanos());
    join(first);
    join(second);
    for (Filling filling : slow) {
      assertTooSlow(filling);
    }
    // Each may still be reading into one slab, and holds no other.
    assertThat(pool.taken()).isEqualTo(slow.size());
    slow.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void endsWhoWasFastAndThenStoppedWhenOthersWait() throws Exception {
    // Two have the common share between them, a third one the express lane.
    List<Filling> stopped = new ArrayList<>();
    for (int slabs : new int[] {7, 7, 8}) {
      Filling filling = pool.fill(8L * SLAB);
      stopped.add(filling);
      for (int i = 0; i < slabs - 1; i++) {
        filling.next();
      }
    }
    CompletableFuture<Void> fast = async(() -> fillAndSend(8));
    awaitWaiting(1);
    clock.addAndGet(LIMITS.grace().plusSeconds(1).toNanos());
    join(fast);
    assertTooSlow(stopped.get(0));
    stopped.forEach(Filling::close);
    assertThat(pool.taken()).isZero();
  }

  @Test
  void servesTheFastestFirst() throws Exception {
    List<Filling> fillings = slowFillings();
    fillAll(fillings.get(0));
    Filling slower = fillings.get(1);
    clock.addAndGet(Duration.ofSeconds(9).toNanos());
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> slow = async(() -> take(slower, "slower", order));
    awaitWaiting(1);
    // It comes later and has had its two slabs filled in no time.
    fillings.get(2).close();
    join(slow);
    try (Filling faster = pool.fill(8L * SLAB)) {
      faster.next();
      CompletableFuture<Void> again = async(() -> take(slower, "slower again", order));
      awaitWaiting(1);
      CompletableFuture<Void> fast = async(() -> take(faster, "faster", order));
      awaitWaiting(2);
      fillings.get(3).close();
      join(fast);
      fillings.get(4).close();
      join(again);
    }
    assertThat(order).containsExactly("slower", "faster", "slower again");
    fillings.forEach(Filling::close);
  }

  private final AtomicInteger finished = new AtomicInteger();

  @Test
  void survivesAnyMixOfClients() throws Exception {
    long seed = 20261121;
    Random random = new Random(seed);
    AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Random own = new Random(random.nextLong());
      clients.add(
          async(
              () -> {
                for (int round = 0; round < 30; round++) {
                  oneOfAMix(own);
                }
              }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new))
            .exceptionally(
                e -> {
                  failure.set(Optional.of(e));
                  return null;
                });
    while (!all.isDone() && !Thread.interrupted()) {
      clock.addAndGet(Duration.ofMillis(1).toNanos());
      Thread.onSpinWait();
    }
    assertThat(failure.get()).as("seed %d", seed).isEmpty();
    assertThat(finished.get()).as("seed %d", seed).isPositive();
    assertThat(pool.taken()).as("seed %d", seed).isZero();
  }

  private void oneOfAMix(Random random) throws InterruptedIOException {
    int slabs = 1 + random.nextInt(8);
    try (Filling filling = pool.fill((long) slabs * SLAB)) {
      int until = random.nextInt(5) == 0 ? random.nextInt(slabs) : slabs;
      for (int i = 0; i < until; i++) {
        filling.next();
      }
      if (until == slabs) {
        filling.finish().forEach(Slab::release);
        finished.incrementAndGet();
      }
    } catch (FilesException e) {
      assertThat(e.type()).isIn(ProblemType.TOO_SLOW, ProblemType.UNAVAILABLE);
    }
  }

  /** Twelve with two slabs each: nothing is left but the express share. */
  private List<Filling> slowFillings() throws InterruptedIOException {
    List<Filling> slow = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Filling filling = pool.fill(8L * SLAB);
      filling.next();
      slow.add(filling);
      if (i < 11) {
        filling.next();
      }
    }
    // One own slab is kept free for those who come.
    slow.remove(11).close();
    Filling last = slow.get(10);
    last.next();
    return slow;
  }

  private void fillAndSend(int slabs) throws InterruptedIOException {
    try (Filling filling = pool.fill((long) slabs * SLAB)) {
      for (int i = 0; i < slabs; i++) {
        filling.next();
      }
      filling.finish().forEach(Slab::release);
    }
  }

  /** Draws the express lane dry; what it took is on its way to nodes. */
  private static void fillAll(Filling filling) throws InterruptedIOException {
    while (filling.held() < 8) {
      filling.next();
    }
    assertThat(filling.finish()).hasSize(8);
  }

  private static void take(Filling filling, String name, List<String> order)
      throws InterruptedIOException {
    filling.next();
    order.add(name);
  }

  private static void assertTooSlow(Filling filling) {
    assertThatThrownBy(filling::next)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_SLOW));
  }

  private void awaitWaiting(int count) {
    while (pool.waiting() < count && !Thread.interrupted()) {
      Thread.onSpinWait();
    }
  }

  private static void join(CompletableFuture<Void> work) throws Exception {
    work.get(20, TimeUnit.SECONDS);
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
