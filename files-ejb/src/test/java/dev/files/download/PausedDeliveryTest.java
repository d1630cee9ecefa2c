package dev.files.download;

import static dev.files.download.DeliveryWorld.CHUNK;
import static dev.files.download.DeliveryWorld.MIB;
import static dev.files.download.DeliveryWorld.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take nothing for a while, or little. */
@Timeout(60)
class PausedDeliveryTest {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  private final DeliveryWorld world = new DeliveryWorld(24L * MIB);

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK, CHUNK / 2 + 5, CHUNK, 3 * CHUNK + 7})
  void holdsNothingTwoBeatsAfterThePauseBegan(int taken) throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      byte[] first = take(delivery, taken);
      delivery.next();
      delivery.paused();
      world.pass(FetchMemory.LENT_FOR);
      world.assertNothingIsLeft();
      assertThat(first).isEqualTo(Arrays.copyOf(bytes, taken));
      assertThat(take(delivery, Integer.MAX_VALUE))
          .isEqualTo(Arrays.copyOfRange(bytes, taken, bytes.length));
    }
    world.assertNothingIsLeft();
  }

  @Test
  void goesOnWithWhatWasFetchedAfterAShortPause() throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      while (all.size() < bytes.length) {
        all.writeBytes(take(delivery, 300_000));
        delivery.paused();
      }
      assertThat(delivery.next()).isEmpty();
    }
    assertThat(all.toByteArray()).isEqualTo(bytes);
    assertThat(world.bytesRead()).isEqualTo(bytes.length);
    world.assertNothingIsLeft();
  }

  @Test
  void yieldsItsMemoryAtOnceWhenOthersNeedIt() throws IOException {
    byte[] bytes = world.store(8 * CHUNK, CHUNK);
    List<Delivery> paused = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Delivery delivery = world.open(ByteRange.all(bytes.length));
      take(delivery, CHUNK + 1);
      delivery.paused();
      paused.add(delivery);
    }
    int slabsOfAWindow = CHUNK / FetchMemory.SLAB_BYTES;
    assertThat(world.memory.tryTake(6L * CHUNK))
        .hasValueSatisfying(
            all -> {
              assertThat(all).hasSize(6 * slabsOfAWindow);
              all.forEach(world.memory::release);
            });
    for (Delivery delivery : paused) {
      assertThat(take(delivery, Integer.MAX_VALUE))
          .isEqualTo(Arrays.copyOfRange(bytes, CHUNK + 1, bytes.length));
      delivery.close();
    }
    world.assertNothingIsLeft();
  }

  @Test
  void sixHundredThatReadNothingLeaveRoomForTheOthers() throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    List<Delivery> paused = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Delivery delivery = world.open(ByteRange.all(bytes.length));
      // As much as the network takes before it is full.
      take(delivery, i % 7 * 400_000);
      delivery.next();
      delivery.paused();
      paused.add(delivery);
      assertThat(world.openReaders()).isLessThanOrEqualTo(4 * FetchMemory.MOST_LENT);
    }
    world.pass(FetchMemory.LENT_FOR);
    world.assertNothingIsLeft();
    assertThat(world.read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    paused.forEach(Delivery::close);
    world.assertNothingIsLeft();
  }

  @Test
  void oneThatTricklesHasLittleMoreReadThanItTakes() throws IOException {
    byte[] bytes = world.store(6 * CHUNK, CHUNK);
    Random random = new Random(11);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int pauses = 0;
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      while (all.size() < bytes.length) {
        all.writeBytes(take(delivery, 1 + random.nextInt(500_000)));
        delivery.paused();
        world.pass(FetchMemory.LENT_FOR);
        pauses++;
      }
    }
    assertThat(all.toByteArray()).isEqualTo(bytes);
    assertThat(world.bytesRead())
        .as("in %d pauses", pauses)
        .isLessThanOrEqualTo(2 * CHUNK + 2L * bytes.length + 2L * pauses * BLOCK);
    world.assertNothingIsLeft();
  }

  @Test
  void oneThatTakesAByteAtATimeCostsABlockEach() throws IOException {
    byte[] bytes = world.store(2 * CHUNK, CHUNK);
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      for (int i = 0; i < 2; i++) {
        take(delivery, 1);
        delivery.paused();
        world.pass(FetchMemory.LENT_FOR);
      }
      // What was fetched ahead before the first pause may still be on its way.
      world.assertNothingIsLeft();
      long before = world.bytesRead();
      int pages = world.pages.get();
      for (int i = 2; i < 52; i++) {
        assertThat(take(delivery, 1)).containsExactly(bytes[i]);
        delivery.paused();
        world.pass(FetchMemory.LENT_FOR);
      }
      assertThat(world.bytesRead() - before).isLessThanOrEqualTo(50L * BLOCK);
      assertThat(world.pages.get()).as("queries").isEqualTo(pages);
    }
  }

  @Test
  void goesAheadAgainWhenTheClientTakesEverything() throws IOException {
    byte[] bytes = world.store(40 * CHUNK, CHUNK);
    try (Delivery delivery = world.open(ByteRange.all(bytes.length))) {
      take(delivery, 100);
      delivery.paused();
      world.pass(FetchMemory.LENT_FOR);
      int before = reads();
      assertThat(take(delivery, Integer.MAX_VALUE))
          .isEqualTo(Arrays.copyOfRange(bytes, 100, bytes.length));
      // 64 KiB, 128, 256, ... and then a window each.
      assertThat(reads() - before).isLessThanOrEqualTo(40 + 8);
    }
  }

  private int reads() {
    return world.nodes.nodes.stream().mapToInt(node -> node.reads.get()).sum();
  }
}
