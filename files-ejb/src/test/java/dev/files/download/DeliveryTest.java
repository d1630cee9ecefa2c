package dev.files.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.FakeNode;
import dev.files.transfer.FakeNodes;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeliveryTest {
  private static final int MIB = 1 << 20;
  private static final int CHUNK = 4 * MIB;

  private final FakeNodes nodes = FakeNodes.of(3);
  private final AtomicLong clock = new AtomicLong();
  private final Ticker ticker = new Ticker(clock::get);
  private final NodeCalls calls = new NodeCalls(nodes, nodes, clock::get);
  private final FetchMemory memory = new FetchMemory(32L * MIB);
  private final ExecutorService fetchers = Executors.newCachedThreadPool();
  private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
  private Future<?> beats = CompletableFuture.completedFuture(null);
  private final Queue<NodeId> reported = new ConcurrentLinkedQueue<>();
  private final List<ChunkLocations> content = new ArrayList<>();
  private final ContentMap contents =
      (id, offset, limit) ->
          content.stream()
              .filter(chunk -> chunk.offset() + chunk.chunk().size() > offset)
              .limit(limit)
              .toList();

  @AfterEach
  void close() {
    nodes.nodes.forEach(node -> node.goOn.countDown());
    beats.cancel(true);
    beat.shutdownNow();
    fetchers.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK})
  void sendsEveryByteInOrder(int size) throws IOException {
    byte[] bytes = store(size, CHUNK);
    assertThat(read(ByteRange.all(size))).isEqualTo(bytes);
    assertNothingIsLeft();
  }

  @Test
  void sendsAnyRange() throws IOException {
    byte[] bytes = store(5 * CHUNK + 17, CHUNK);
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      int from = random.nextInt(bytes.length);
      int length = random.nextInt(bytes.length - from + 1);
      assertThat(read(new ByteRange(from, length)))
          .as("range %d + %d, seed 7", from, length)
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
    assertNothingIsLeft();
  }

  @Test
  void readsALargeChunkInWindows() throws IOException {
    byte[] bytes = store(19 * MIB + 5, 19 * MIB + 5);
    assertThat(read(new ByteRange(3, 19 * MIB)))
        .isEqualTo(Arrays.copyOfRange(bytes, 3, 19 * MIB + 3));
    assertThat(nodes.nodes.stream().mapToInt(node -> node.reads.get()).sum()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 64 * 1024, MIB})
  void goesOnWithAnotherReplicaWhereOneBroke(long at) throws IOException {
    byte[] bytes = store(6 * CHUNK, CHUNK);
    nodes.get(0).readBreaksAfter = at;
    assertThat(read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertNothingIsLeft();
  }

  @Test
  void goesOnWithAnotherReplicaWhereOneIsRottenAndReportsIt() throws IOException {
    byte[] bytes = store(6 * CHUNK, CHUNK);
    nodes.get(1).readRotsAfter = 128 * 1024;
    assertThat(read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertThat(reported).isNotEmpty().containsOnly(nodes.get(1).view.id());
  }

  @Test
  void leavesASilentReplicaInMidStream() throws IOException {
    byte[] bytes = store(6 * CHUNK, CHUNK);
    nodes.get(0).hangAfter(64 * 1024);
    letTimeFly();
    assertThat(read(ByteRange.all(bytes.length))).isEqualTo(bytes);
    assertNothingIsLeftButHanging(nodes.get(0));
  }

  @Test
  void waitsForBusyReplicas() throws IOException {
    byte[] bytes = store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.busy.set(5));
    letTimeFly();
    assertThat(read(ByteRange.all(bytes.length))).isEqualTo(bytes);
  }

  @Test
  void needsNoMemoryOfItsOwn() throws IOException {
    byte[] bytes = store(5 * CHUNK, CHUNK);
    FetchMemory none = new FetchMemory(0);
    assertThat(read(ByteRange.all(bytes.length), none)).isEqualTo(bytes);
  }

  @Test
  void saysUnavailableWhenNoNodeAnswers() {
    store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.down = true);
    assertThatThrownBy(() -> read(ByteRange.all(CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertThatThrownBy(() -> read(ByteRange.all(3 * CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    assertNothingIsLeft();
  }

  @Test
  void saysCorruptWhenNoCopyIsGood() {
    store(3 * CHUNK, CHUNK);
    nodes.nodes.forEach(node -> node.readRotsAfter = MIB);
    assertThatThrownBy(() -> read(ByteRange.all(3 * CHUNK)))
        .isInstanceOfSatisfying(
            FilesException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CORRUPT));
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, CHUNK / 2, CHUNK, 3 * CHUNK})
  void passesOnThatTheClientIsGone(int after) {
    store(6 * CHUNK, CHUNK);
    IOException gone = new IOException("broken pipe");
    AtomicLong sent = new AtomicLong();
    VerifiedBytes sink =
        bytes -> {
          if (sent.addAndGet(bytes.remaining()) > after) {
            throw gone;
          }
        };
    assertThatThrownBy(() -> delivery(memory).send(1, ByteRange.all(6 * CHUNK), sink))
        .isSameAs(gone);
    assertThat(memory.taken()).isZero();
  }

  private byte[] store(int size, int chunkSize) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    for (int at = 0, ordinal = 0; at < size; at += chunkSize, ordinal++) {
      byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(size, at + chunkSize));
      ChunkId id = new ChunkId(Sha256.of(chunk));
      List<FakeNode> holders = List.of(nodes.get(ordinal % 3), nodes.get((ordinal + 1) % 3));
      holders.forEach(node -> node.put(id, chunk));
      content.add(
          new ChunkLocations(
              ordinal,
              at,
              new ChunkRef(id, chunk.length),
              holders.stream().map(node -> node.view.id()).toList()));
    }
    return bytes;
  }

  private byte[] read(ByteRange range) throws IOException {
    return read(range, memory);
  }

  private byte[] read(ByteRange range, FetchMemory from) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    delivery(from).send(1, range, bytes -> take(bytes, all));
    return all.toByteArray();
  }

  private static void take(ByteBuffer bytes, ByteArrayOutputStream into) {
    byte[] piece = new byte[bytes.remaining()];
    bytes.get(piece);
    into.writeBytes(piece);
  }

  private Delivery delivery(FetchMemory from) {
    return new Delivery(
        new Fetching(
            calls,
            fetchers,
            from,
            ticker,
            FetchPolicy.DEFAULT,
            (chunk, node) -> reported.add(node)),
        contents);
  }

  private void letTimeFly() {
    beats =
        beat.scheduleAtFixedRate(
            () -> {
              clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
              ticker.tick();
            },
            1,
            1,
            TimeUnit.MILLISECONDS);
  }

  private void assertNothingIsLeft() {
    assertThat(memory.taken()).isZero();
  }

  private void assertNothingIsLeftButHanging(FakeNode node) {
    assertNothingIsLeft();
    assertThat(node.hanging.getCount()).isZero();
  }
}
