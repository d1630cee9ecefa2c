package dev.files.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.Samples;
import dev.files.protocol.ChunkId;
import dev.files.protocol.http.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HintQueueTest {
  private static final ChunkId X = Samples.chunk("x").id();

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<HintQueue.Hint> sent = new ArrayList<>();
  private final AtomicLong nanoTime = new AtomicLong();

  @Test
  void sendsOnAThreadOfItsOwn() {
    HintQueue hints = new HintQueue(sent::addAll, threads::add, nanoTime::get);
    Trace upload = Trace.begin();
    Trace.Scope scope = upload.enter();
    hints.hint(List.of(X));
    scope.close();
    assertThat(sent).isEmpty();
    threads.remove().run();
    assertThat(sent).containsExactly(new HintQueue.Hint(new RepairMessage(List.of(X)), upload));
    assertThat(threads).isEmpty();
  }

  @Test
  void dropsWhatDoesNotFitAndNeverWaits() {
    HintQueue hints = new HintQueue(sent::addAll, threads::add, nanoTime::get);
    for (int i = 0; i < 3 * HintQueue.CAPACITY; i++) {
      hints.hint(List.of(X));
    }
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(sent).hasSize(HintQueue.CAPACITY);
  }

  @Test
  void sendsManyChunksInFewMessages() {
    List<ChunkId> chunks =
        IntStream.rangeClosed(0, 2 * RepairMessage.MOST_CHUNKS)
            .mapToObj(i -> Samples.chunk("chunk " + i).id())
            .toList();
    new HintQueue(sent::addAll, Runnable::run, nanoTime::get).hint(chunks);
    assertThat(sent).hasSize(3);
    assertThat(sent.stream().flatMap(hint -> hint.message().chunks().stream()))
        .containsExactlyElementsOf(chunks);
  }

  @Test
  void leavesABrokerAloneThatFailed() {
    List<Integer> tries = new ArrayList<>();
    HintQueue hints =
        new HintQueue(
            messages -> {
              tries.add(messages.size());
              throw new IllegalStateException("no broker");
            },
            Runnable::run,
            nanoTime::get);
    hints.hint(List.of(X));
    hints.hint(List.of(X));
    assertThat(tries).hasSize(1);
    nanoTime.addAndGet(HintQueue.REST.toNanos());
    hints.hint(List.of(X));
    assertThat(tries).hasSize(2);
  }

  @Test
  void survivesThatNoThreadIsFree() {
    HintQueue hints =
        new HintQueue(
            sent::addAll,
            task -> {
              throw new RejectedExecutionException();
            },
            nanoTime::get);
    hints.hint(List.of(X));
    assertThat(sent).isEmpty();
  }
}
