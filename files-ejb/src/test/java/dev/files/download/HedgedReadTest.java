package dev.files.download;

import static dev.files.download.DeliveryWorld.CHUNK;
import static dev.files.download.DeliveryWorld.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.http.ByteRange;
import dev.files.transfer.FakeNode;
import dev.files.transfer.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads of nodes that are late, by a clock that only the test moves. */
@Timeout(60)
class HedgedReadTest {
  private static final int SIZE = 100_000;
  private static final Duration LATE = Duration.ofMillis(60);

  private final DeliveryWorld world = new DeliveryWorld(32L * MIB);
  private final FakeNode first = world.nodes.get(0);
  private final FakeNode second = world.nodes.get(1);
  private byte[] bytes = {};

  /** Two copies, on nodes whose usual pace is known. */
  @BeforeEach
  void learn() throws IOException {
    bytes = world.store(SIZE, CHUNK);
    for (int i = 0; i < 50; i++) {
      world.read(ByteRange.all(SIZE));
    }
    world.nodes.nodes.forEach(node -> node.reads.set(0));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private CompletableFuture<byte[]> read() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return world.read(ByteRange.all(SIZE));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A read that hangs in its node. */
  private CompletableFuture<byte[]> hangingRead(FakeNode node, long after) throws Exception {
    node.hangAfter(after);
    CompletableFuture<byte[]> reading = read();
    node.hanging.await();
    return reading;
  }

  @Test
  void asksAnotherNodeWhenOneIsLateAndBreaksTheLateReadOff() throws Exception {
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(LATE);
    assertThat(reading.get()).isEqualTo(bytes);
    assertThat(second.reads).hasValue(1);
    assertThat(world.calls.hedges(Work.READ)).isEqualTo(1);
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWhereTheLateReadStopped() throws Exception {
    CompletableFuture<byte[]> reading = hangingRead(first, 64 * 1024);
    world.pass(LATE);
    assertThat(reading.get()).isEqualTo(bytes);
    world.assertNothingIsLeft();
  }

  @Test
  void skipsWhatTheLateReadBroughtMeanwhile() throws Exception {
    second.hangAfter(0);
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(LATE);
    second.hanging.await();
    first.hangAfter(64 * 1024);
    first.hanging.await();
    second.goOn.countDown();
    assertThat(reading.get()).isEqualTo(bytes);
    world.assertNothingIsLeft();
  }

  @Test
  void asksNobodyElseBefore() throws Exception {
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(Duration.ofMillis(40));
    assertThat(second.reads).hasValue(0);
    first.goOn.countDown();
    assertThat(reading.get()).isEqualTo(bytes);
    assertThat(second.reads).hasValue(0);
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWithTheLateNodeWhenItIsFirstAllTheSame() throws Exception {
    second.hangAfter(0);
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(LATE);
    second.hanging.await();
    first.goOn.countDown();
    assertThat(reading.get()).isEqualTo(bytes);
    // The other read was broken off: nobody lets it go on.
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWaitingWhenTheOtherNodeFails() throws Exception {
    second.down = true;
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(LATE);
    while (second.reads.get() == 0) {
      Thread.onSpinWait();
    }
    first.goOn.countDown();
    assertThat(reading.get()).isEqualTo(bytes);
    world.assertNothingIsLeft();
  }

  @Test
  void leavesANodeForTheTimeBeingAfterSomeLateReads() throws Exception {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<byte[]> reading = hangingRead(first, 0);
      world.pass(LATE);
      assertThat(reading.get()).isEqualTo(bytes);
    }
    int before = first.reads.get();
    assertThat(world.read(ByteRange.all(SIZE))).isEqualTo(bytes);
    assertThat(first.reads).hasValue(before);
    assertThat(world.calls.suspects()).isEqualTo(1);
  }

  @Test
  void asksNoMoreWhenAllNodesAreSlowUntilOneIsHopeless() throws Exception {
    // Spent on other reads; none of them is in time, so none is earned.
    for (int i = 0; i < 10; i++) {
      assertThat(world.calls.mayHedge(Work.READ)).isTrue();
    }
    CompletableFuture<byte[]> reading = hangingRead(first, 0);
    world.pass(FetchPolicy.DEFAULT.stall().minusMillis(50));
    assertThat(second.reads).hasValue(0);
    world.pass(LATE);
    assertThat(reading.get()).isEqualTo(bytes);
    assertThat(second.reads).hasValue(1);
    world.assertNothingIsLeft();
  }
}
