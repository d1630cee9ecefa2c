package dev.files.download;

import static dev.files.download.DeliveryWorld.CHUNK;
import static dev.files.download.DeliveryWorld.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.FakeNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeliveryTest {
  private final DeliveryWorld world = new DeliveryWorld(32L * MIB);
  private final FakeNodes nodes = world.nodes;

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK})
  void sendsEveryByteInOrder(int size) throws IOException {
    byte[] bytes = world.store(size, CHUNK);
    assertThat(world.read(ByteRange.all(size))).isEqualTo(bytes);
    world.assertNothingIsLeft();
  }

  @Test
  void doesNotHoldUpTheBeatWhileTheDatabaseIsAsked() throws Exception {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.down = true);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    world.onPage =
        () -> {
          if (world.pages.get() > 1) {
            asked.countDown();
            try {
              answered.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> world.read(ByteRange.all(bytes.length)))
                    .isInstanceOf(FilesException.class));
    asked.await();
    for (int i = 0; i < 10; i++) {
      world.pass(Duration.ofSeconds(10));
    }
    answered.countDown();
    reading.get();
  }

  @Test
  void sendsAnyRange() throws IOException {
    byte[] bytes = world.store(5 * CHUNK + 17, CHUNK);
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(bytes.length);
      int length = random.nextInt(bytes.length - from + 1);
      assertThat(world.read(new ByteRange(from, length)))
          .as("range %d + %d, seed 7", from, length)
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
    world.assertNothingIsLeft();
  }

  @Test
  void readsALargeChunkInWindows() throws IOException {
    byte[] bytes = world.store(19 * MIB + 5, 19 * MIB + 5);
    assertThat(world.read(new ByteRange(3, 19 * MIB)))
        .isEqualTo(Arrays.copyOfRange(bytes, 3, 19 * MIB + 3));
    assertThat(nodes.nodes.stream().mapToInt(node -> node.reads.get()).sum()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 64 * 1024, MIB})
  void goesOnWithAnotherReplicaWhereOneBroke(long at) throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    nodes.get(0).readBreaksAfter = at;
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWithAnotherReplicaWhereOneIsRottenAndReportsIt() throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    nodes.get(1).readRotsAfter = 128 * 1024;
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertThat(world.reported)
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(rot -> rot.node() == nodes.get(1));
  }

  @Test
  void leavesASilentReplicaInMidStream() throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    nodes.get(0).hangAfter(64 * 1024);
    world.letTimeFly();
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertThat(world.memory.taken()).isZero();
    assertThat(nodes.get(0).hanging.getCount()).isZero();
  }

  @Test
  void waitsForBusyReplicas() throws IOException {
    byte[] bytes = world.store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.busy.set(5));
    world.letTimeFly();
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
  }

  @Test
  void needsNoMemoryOfItsOwn() throws IOException {
    byte[] bytes = world.store(5 * CHUNK, CHUNK);
    try (DeliveryWorld poor = new DeliveryWorld(0)) {
      poor.store(bytes.length, CHUNK);
      assertThat(poor.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
      poor.assertNothingIsLeft();
    }
  }

  @Test
  void saysUnavailableWhenNoNodeAnswers() {
    world.store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.down = true);
    assertThatThrownBy(() -> world.read(ByteRange.all(CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertThatThrownBy(() -> world.read(ByteRange.all(3 * CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    world.assertNothingIsLeft();
  }

  @Test
  void saysCorruptWhenNoCopyIsGood() {
    world.store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.damage(world.chunk(0), 16));
    assertThatThrownBy(() -> world.read(ByteRange.all(3 * CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CORRUPT));
    world.assertNothingIsLeft();
  }
}
