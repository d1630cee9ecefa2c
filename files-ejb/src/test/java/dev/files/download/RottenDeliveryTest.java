package dev.files.download;

import static dev.files.download.DeliveryWorld.CHUNK;
import static dev.files.download.DeliveryWorld.MIB;
import static dev.files.download.DeliveryWorld.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies that are bad in places. */
@Timeout(120)
class RottenDeliveryTest {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  private DeliveryWorld world = new DeliveryWorld(24L * MIB);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void takesEachBlockFromACopyThatHasItSound() throws IOException {
    byte[] bytes = world.store(3 * MIB, 3 * MIB);
    world.nodes.get(0).damage(world.chunk(0), 1);
    world.nodes.get(1).damage(world.chunk(0), 38);
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertThat(world.reported)
        .containsExactlyInAnyOrder(
            new DeliveryWorld.Rot(world.chunk(0), world.nodes.get(0)),
            new DeliveryWorld.Rot(world.chunk(0), world.nodes.get(1)));
    assertThat(reads()).isLessThanOrEqualTo(24);
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWithTheSoundCopyAndReadsABadOneNoMore() throws IOException {
    byte[] bytes = world.store(3 * MIB, 3 * MIB);
    world.nodes.get(0).damage(world.chunk(0), 7);
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertThat(reads()).isLessThanOrEqualTo(2);
  }

  @Test
  void reportsARottenCopyOnceForAllItsWindows() throws IOException {
    byte[] bytes = world.store(40 * MIB, 40 * MIB);
    for (int block = 3; block < 640; block += 64) {
      world.nodes.get(0).damage(world.chunk(0), block);
    }
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      int taken = 0;
      while (taken < bytes.length) {
        taken += take(delivery, 3 * MIB).length;
        delivery.paused();
        world.pass(FetchMemory.LENT_FOR);
      }
    }
    assertThat(world.reported)
        .containsExactly(new DeliveryWorld.Rot(world.chunk(0), world.nodes.get(0)));
  }

  @Test
  void aBlockThatIsSoundNowhereEndsTheDeliveryBehindTheLastSoundOne() throws IOException {
    byte[] bytes = world.store(3 * MIB, 3 * MIB);
    world.nodes.get(0).damage(world.chunk(0), 30);
    world.nodes.get(1).damage(world.chunk(0), 30);
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      assertThat(take(delivery, 30 * BLOCK)).hasSize(30 * BLOCK);
      assertCorrupt(() -> delivery.next());
    }
    assertThat(world.read(new ByteRange(31 * BLOCK, 1000))).hasSize(1000);
    world.assertNothingIsLeft();
  }

  @Test
  void aCopyThatIsAwayMayHaveTheBlockThatIsBadInTheOthers() {
    world.store(3 * MIB, 3 * MIB);
    world.nodes.get(0).damage(world.chunk(0), 30);
    world.nodes.get(1).down = true;
    assertThatThrownBy(() -> world.read(ByteRange.all(3 * MIB)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
  }

  @Test
  void isServedExactlyWhenEachBlockIsSoundSomewhere() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      world.close();
      world = new DeliveryWorld(24L * MIB);
      Random random = new Random(seed);
      int chunkSize = random.nextBoolean() ? CHUNK : 9 * MIB + random.nextInt(MIB);
      byte[] bytes = world.store(9 * MIB + random.nextInt(MIB), chunkSize, 3);
      boolean served = damage(random);
      if (served) {
        assertThat(world.read(ByteRange.all(bytes.length))).as("seed %d", seed).isEqualTo(bytes);
      } else {
        assertCorrupt(() -> world.read(ByteRange.all(bytes.length)));
      }
      assertThat(world.reported).as("seed %d", seed).doesNotHaveDuplicates();
      world.assertNothingIsLeft();
    }
  }

  private boolean damage(Random random) {
    boolean sound = true;
    for (var chunk : world.content) {
      int blocks = BlockChecksums.blocksOf(chunk.chunk().size());
      Set<Integer> badEverywhere = new TreeSet<>();
      for (int block = 0; block < blocks; block++) {
        badEverywhere.add(block);
      }
      int most = 1 + random.nextInt(blocks);
      for (int node = 0; node < 3; node++) {
        Set<Integer> bad = new TreeSet<>();
        for (int flips = random.nextInt(most); flips > 0; flips--) {
          int block = random.nextInt(blocks);
          bad.add(block);
          world.nodes.get(node).damage(chunk.chunk().id(), block);
        }
        badEverywhere.retainAll(bad);
      }
      sound &= badEverywhere.isEmpty();
    }
    return sound;
  }

  private int reads() {
    return world.nodes.nodes.stream().mapToInt(node -> node.reads.get()).sum();
  }

  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }

  private static void assertCorrupt(Call call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CORRUPT));
  }
}
