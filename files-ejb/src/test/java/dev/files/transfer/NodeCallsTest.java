package dev.files.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.chunks.FaultyChunkStore;
import dev.files.protocol.chunks.FaultyChunkStore.Fault;
import dev.files.protocol.chunks.MemoryChunkStore;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeCallsTest {
  private static final byte[] BYTES = new byte[1000];
  private static final ChunkId ID = new ChunkId(Sha256.of(BYTES));

  private final AtomicLong clock = new AtomicLong();
  private final FaultyChunkStore node = new FaultyChunkStore(new MemoryChunkStore());
  private final NodeView view = FakeNodes.of(1).get(0).view;
  private final NodeCalls calls = new NodeCalls(new OneNode(node), () -> List.of(view), clock::get);

  /** One of the calls that a node has. */
  private interface Ask {
    Object of(NodeStore store) throws IOException;
  }

  record Named(String name, Ask ask) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> everyCall() {
    return Stream.of(
        new Named("store", store -> put(store)),
        new Named("keep", store -> store.keep(ID)),
        new Named("find", store -> store.find(ID)),
        new Named(
            "read",
            store -> {
              store.read(ID, ByteRange.all(BYTES.length), bytes -> {});
              return true;
            }),
        new Named("delete", store -> store.delete(ID, new Generation(77))),
        new Named("list", store -> store.list(Optional.empty(), 10)),
        new Named("copy", store -> store.copy(new ChunkRef(ID, 1), FakeNodes.of(2).get(1).view)));
  }

  private static Object put(NodeStore store) throws IOException {
    return store.store(
        Optional.of(ID),
        OptionalLong.of(BYTES.length),
        Channels.newChannel(new ByteArrayInputStream(BYTES)));
  }

  private boolean isSuspect() {
    return calls.candidate(view).suspect();
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void aNodeThatFailsIsSuspectUntilItAnswersOrTimePasses(Named call) throws IOException {
    put(calls.store(view));
    node.fail(Fault.ABSENT);
    assertThatThrownBy(() -> call.ask().of(calls.store(view))).isInstanceOf(IOException.class);
    assertThat(isSuspect()).isTrue();
    clock.addAndGet(Standing.PAUSE.toNanos());
    assertThat(isSuspect()).isFalse();
    assertThatThrownBy(() -> call.ask().of(calls.store(view))).isInstanceOf(IOException.class);
    node.fail(Fault.NONE);
    call.ask().of(calls.store(view));
    assertThat(isSuspect()).isFalse();
    assertThat(calls.openCalls()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void aDefiniteAnswerMakesNoNodeSuspect(Named call) {
    node.fail(Fault.BUSY);
    assertThatThrownBy(() -> call.ask().of(calls.store(view))).isInstanceOf(FilesException.class);
    assertThat(isSuspect()).isFalse();
  }

  @Test
  void whoeverWantsToHearsHowLongClientsWaitForWhat() {
    List<Integer> kinds = new ArrayList<>();
    NodeCalls heard =
        new NodeCalls(FakeNodes.of(1), List::of, (kind, nanos) -> kinds.add(kind), clock::get);
    heard.took(Work.READ, view.id(), 1000, 5);
    heard.took(Work.READ, view.id(), 4 << 20, 5);
    heard.took(Work.WRITE, view.id(), 1000, 5);
    heard.took(Work.WRITE, view.id(), 4 << 20, 5);
    assertThat(kinds).containsExactly(0, 3, 4, NodeCalls.Waits.KINDS - 1);
  }

  @Test
  void aCallThatIsInterruptedMakesNoNodeSuspect() {
    node.fail(Fault.ABSENT);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> calls.store(view).keep(ID)).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(isSuspect()).isFalse();
  }

  @Test
  void aClientThatGoesAwayMakesNoNodeSuspect() throws IOException {
    put(calls.store(view));
    ReadableByteChannel gone =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer into) throws IOException {
            throw new ClosedChannelException();
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> calls.store(view).store(Optional.of(ID), OptionalLong.of(5), gone))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(
            () ->
                calls
                    .store(view)
                    .read(
                        ID,
                        ByteRange.all(BYTES.length),
                        bytes -> {
                          throw new IOException("the client is gone");
                        }))
        .hasMessage("the client is gone");
    assertThat(isSuspect()).isFalse();
  }

  @Test
  void boundsTheWritesToOneNode() throws IOException {
    for (int i = 0; i < NodeCalls.MOST_WRITES_PER_NODE; i++) {
      assertThat(calls.enterWrite(view.id())).isTrue();
    }
    assertThatThrownBy(() -> put(calls.store(view)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertThat(node.calls()).isZero();
    assertThat(calls.store(view).find(ID)).isEmpty();
    calls.leaveWrite(view.id());
    put(calls.store(view));
  }

  @Test
  void countsWhatIsOpen() throws IOException {
    put(calls.store(view));
    calls
        .store(view)
        .read(
            ID,
            ByteRange.all(BYTES.length),
            bytes -> assertThat(calls.candidate(view).openHere()).isEqualTo(1));
    assertThat(calls.candidate(view).openHere()).isZero();
  }

  @Test
  void countsAReaderUntilItIsClosed() throws IOException {
    put(calls.store(view));
    try (BlockReader reader = calls.store(view).reader(ID, ByteRange.all(BYTES.length))) {
      assertThat(reader.next()).isPresent();
      assertThat(calls.candidate(view).openHere()).isEqualTo(1);
    }
    assertThat(calls.openCalls()).isEmpty();
  }

  @Test
  void aNodeThatFailsInTheMiddleOfAReaderIsSuspect() throws IOException {
    put(calls.store(view));
    try (BlockReader reader = calls.store(view).reader(ID, ByteRange.all(BYTES.length))) {
      node.fail(Fault.ABSENT);
      assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }
    assertThat(isSuspect()).isTrue();
  }

  @Test
  void aReadThatItsCallerBreaksOffMakesNoNodeSuspect() throws IOException {
    put(calls.store(view));
    try (BlockReader reader = calls.store(view).reader(ID, ByteRange.all(BYTES.length))) {
      reader.breakOff();
      node.fail(Fault.ABSENT);
      assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }
    assertThat(isSuspect()).isFalse();
  }

  @Test
  void countsWhatIsAskedTwiceAndWhoIsPassedOver() {
    assertThat(calls.mayHedge(Work.READ)).isTrue();
    calls.hedged(Work.READ);
    for (int i = 0; i < 3; i++) {
      calls.overtaken(Work.READ, view.id(), 1, 1);
    }
    assertThat(calls.hedges(Work.READ)).isEqualTo(1);
    assertThat(calls.hedges(Work.WRITE)).isZero();
    assertThat(isSuspect()).isTrue();
    assertThat(calls.suspects()).isEqualTo(1);
    assertThat(calls.passedOver()).isEqualTo(1);
  }

  @Test
  void takesNoAnswerForAnotherChunk() {
    FakeNodes nodes = FakeNodes.of(1);
    nodes.get(0).wrongId = true;
    NodeCalls lied = new NodeCalls(nodes, nodes, clock::get);
    assertThatThrownBy(() -> put(lied.store(nodes.get(0).view)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ID.toString());
  }
}
