package dev.files.protocol.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.FaultyChunkStore.Fault;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundChunkTest {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;
  private static final int THREE_MIB = 3 << 20;

  private final List<MemoryChunkStore> disks = new ArrayList<>();
  private final List<FaultyChunkStore> copies = new ArrayList<>();

  @Test
  void takesEachBlockFromACopyThatHasItSound() throws IOException {
    byte[] bytes = bytes(THREE_MIB, 1);
    ChunkId id = store(bytes, 2);
    disks.get(0).damage(id, BLOCK + 1);
    disks.get(1).damage(id, 38 * BLOCK);
    assertThat(read(id, bytes.length)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCK, BLOCK + 1, THREE_MIB, (9 << 20) + 5})
  void isWholeAsLongAsEachBlockIsSoundSomewhere(int size) throws IOException {
    for (long seed = 0; seed < 25; seed++) {
      disks.clear();
      copies.clear();
      Random random = new Random(seed);
      byte[] bytes = bytes(size, seed);
      ChunkId id = store(bytes, 3);
      int blocks = BlockChecksums.blocksOf(size);
      Set<Integer> badEverywhere = new HashSet<>();
      for (int block = 0; block < blocks; block++) {
        badEverywhere.add(block);
      }
      for (MemoryChunkStore disk : disks) {
        Set<Integer> bad = new HashSet<>();
        for (int flip = random.nextInt(2 * blocks); flip > 0; flip--) {
          int block = random.nextInt(blocks);
          if (bad.add(block)) {
            disk.damage(id, Math.min(size - 1, block * BLOCK + random.nextInt(BLOCK)));
          }
        }
        badEverywhere.retainAll(bad);
      }
      boolean lost = !badEverywhere.isEmpty();
      if (lost) {
        assertThatThrownBy(() -> read(id, size))
            .as("seed %d", seed)
            .isInstanceOfSatisfying(
                FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CORRUPT));
      } else {
        assertThat(read(id, size)).as("seed %d", seed).isEqualTo(bytes);
      }
    }
  }

  @Test
  void goesOnWithAnotherCopyWhereOneBreaks() throws IOException {
    byte[] bytes = bytes(THREE_MIB, 2);
    ChunkId id = store(bytes, 3);
    copies.get(0).fail(Fault.ABSENT);
    copies.get(1).fail(Fault.BREAKS);
    assertThat(read(id, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aCopyThatCannotBeAskedMayHaveWhatIsBadInTheOthers() throws IOException {
    byte[] bytes = bytes(THREE_MIB, 3);
    ChunkId id = store(bytes, 2);
    disks.get(0).damage(id, 7 * BLOCK);
    copies.get(1).fail(Fault.ABSENT);
    assertThatThrownBy(() -> read(id, bytes.length)).isInstanceOf(IOException.class);
  }

  @Test
  void aBadBlockIsFoundInFewReads() {
    SoundBlocks<String> sound = new SoundBlocks<>();
    long end = 64L * BLOCK;
    for (int bad = 0; bad < 64; bad++) {
      long position = 0;
      int reads = 0;
      while (position < end && sound.reach("a" + bad, position, end) > position) {
        long reach = sound.reach("a" + bad, position, end);
        reads++;
        if (position <= (long) bad * BLOCK && reach > (long) bad * BLOCK) {
          sound.refused("a" + bad, new ByteRange(position, reach - position));
        } else {
          sound.served("a" + bad);
          position = reach;
        }
      }
      assertThat(position).isEqualTo((long) bad * BLOCK);
      assertThat(reads).as("bad block %d", bad).isLessThanOrEqualTo(24);
    }
  }

  private ChunkId store(byte[] bytes, int count) throws IOException {
    ChunkId id = new ChunkId(Sha256.of(bytes));
    for (int i = 0; i < count; i++) {
      MemoryChunkStore disk = new MemoryChunkStore();
      disk.store(
          Optional.of(id),
          OptionalLong.of(bytes.length),
          Channels.newChannel(new ByteArrayInputStream(bytes)));
      disks.add(disk);
      copies.add(new FaultyChunkStore(disk));
    }
    return id;
  }

  private byte[] read(ChunkId id, long size) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(BLOCK / 2 + 7);
    try (SoundChunk chunk = new SoundChunk(id, size, copies)) {
      while (chunk.read(piece.clear()) >= 0) {
        all.write(piece.array(), 0, piece.position());
      }
    }
    return all.toByteArray();
  }

  private static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
