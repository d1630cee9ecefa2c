package dev.files.protocol.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Without a fault it is the store behind it; with one it does what the fault says. */
class FaultyChunkStoreTest extends ChunkStoreContract {
  private final MemoryChunkStore memory = new MemoryChunkStore();
  private final FaultyChunkStore store = new FaultyChunkStore(memory);

  @Override
  protected ChunkStore store() {
    return store;
  }

  @Override
  protected void damage(ChunkId id, int offset) {
    memory.damage(id, offset);
  }

  @Test
  void aLostAnswerIsOfSomethingThatWasDone() throws IOException {
    byte[] bytes = bytes(1000, 1);
    store.fail(FaultyChunkStore.Fault.ANSWER_LOST, 1);
    assertThatThrownBy(() -> put(bytes)).isInstanceOf(IOException.class);
    assertThat(store.find(idOf(bytes))).isPresent();
    store.fail(FaultyChunkStore.Fault.ABSENT, 1);
    assertThatThrownBy(() -> store.keep(idOf(bytes))).isInstanceOf(IOException.class);
    assertThat(put(bytes).created()).isFalse();
  }

  @Test
  void breaksAfterTheFirstBlock() throws IOException {
    ChunkId id = put(bytes(3 * BlockChecksums.BLOCK_BYTES, 2)).id();
    for (FaultyChunkStore.Fault fault :
        new FaultyChunkStore.Fault[] {
          FaultyChunkStore.Fault.BREAKS, FaultyChunkStore.Fault.ROTTEN
        }) {
      store.fail(fault, 1);
      AtomicInteger pieces = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  store.read(
                      id,
                      ByteRange.all(3 * BlockChecksums.BLOCK_BYTES),
                      piece -> pieces.incrementAndGet()))
          .isInstanceOfAny(IOException.class, FilesException.class);
      assertThat(pieces).hasValue(1);
    }
  }
}
