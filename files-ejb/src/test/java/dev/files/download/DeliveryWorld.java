package dev.files.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.files.metadata.ChunkLocations;
import dev.files.metadata.ContentMap;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.Sha256;
import dev.files.protocol.http.ByteRange;
import dev.files.transfer.FakeNode;
import dev.files.transfer.FakeNodes;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Nodes with contents, and deliveries out of them, by a clock that the test moves. */
final class DeliveryWorld implements AutoCloseable {
  static final int MIB = 1 << 20;
  static final int CHUNK = 4 * MIB;

  /** Which node had rot in which chunk, as it was reported. */
  record Rot(ChunkId chunk, FakeNode node) {}

  final FakeNodes nodes = FakeNodes.of(3);
  final FetchMemory memory;
  final Queue<Rot> reported = new ConcurrentLinkedQueue<>();
  final List<ChunkLocations> content = new ArrayList<>();
  final AtomicInteger pages = new AtomicInteger();

  /** What happens when a page of the content is looked up. */
  volatile Runnable onPage = () -> {};

  private final AtomicLong clock = new AtomicLong();
  private final Ticker ticker = new Ticker(clock::get);
  final NodeCalls calls = new NodeCalls(nodes, nodes, clock::get);
  private final ThreadPoolExecutor fetchers = (ThreadPoolExecutor) Executors.newCachedThreadPool();
  private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
  private Future<?> beats = CompletableFuture.completedFuture(null);
  private final ContentMap contents =
      new ContentMap() {
        @Override
        public List<ChunkLocations> chunksFrom(long id, long offset, int limit) {
          pages.incrementAndGet();
          onPage.run();
          return content.stream()
              .filter(chunk -> chunk.offset() + chunk.chunk().size() > offset)
              .limit(limit)
              .toList();
        }

        @Override
        public List<ChunkLocations> chunksAt(long id, int first, int limit) {
          throw new UnsupportedOperationException();
        }
      };

  DeliveryWorld(long memoryBytes) {
    memory = new FetchMemory(memoryBytes);
    ticker.add(memory);
  }

  /** Two copies of each chunk, on nodes in turn. */
  byte[] store(int size, int chunkSize) {
    return store(size, chunkSize, 2);
  }

  byte[] store(int size, int chunkSize, int copies) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    for (int at = 0, ordinal = 0; at < size; at += chunkSize, ordinal++) {
      byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(size, at + chunkSize));
      ChunkId id = new ChunkId(Sha256.of(chunk));
      List<FakeNode> holders = new ArrayList<>();
      for (int i = 0; i < copies; i++) {
        holders.add(nodes.get((ordinal + i) % 3));
      }
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

  ChunkId chunk(int ordinal) {
    return content.get(ordinal).chunk().id();
  }

  Delivery open(ByteRange range) {
    return new ReplicaDelivery(
        new Fetching(
            calls,
            fetchers,
            memory,
            ticker,
            FetchPolicy.DEFAULT,
            (chunk, node) -> reported.add(new Rot(chunk, nodes.get(node)))),
        contents,
        1,
        range);
  }

  byte[] read(ByteRange range) throws IOException {
    try (Delivery delivery = open(range)) {
      return take(delivery, Integer.MAX_VALUE);
    }
  }

  /** Takes so many bytes, or what there is. */
  static byte[] take(Delivery delivery, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < most) {
      Optional<ByteBuffer> next = delivery.next();
      if (next.isEmpty()) {
        break;
      }
      byte[] piece = new byte[Math.min(next.get().remaining(), most - all.size())];
      next.get().get(piece);
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  void letTimeFly() {
    beats =
        beat.scheduleAtFixedRate(() -> pass(Duration.ofMillis(50)), 1, 1, TimeUnit.MILLISECONDS);
  }

  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
    ticker.tick();
  }

  long bytesRead() {
    return nodes.nodes.stream().mapToLong(node -> node.bytesRead.get()).sum();
  }

  int openReaders() {
    return nodes.nodes.stream().mapToInt(node -> node.openReaders.get()).sum();
  }

  /** Nothing is held; the threads that fetched may need a moment to see it. */
  void assertNothingIsLeft() {
    assertThat(memory.taken()).isZero();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while ((fetchers.getActiveCount() > 0 || openReaders() > 0 || !calls.openCalls().isEmpty())
        && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(openReaders()).isZero();
    assertThat(calls.openCalls()).isEmpty();
  }

  @Override
  public void close() {
    nodes.nodes.forEach(node -> node.goOn.countDown());
    beats.cancel(true);
    beat.shutdownNow();
    fetchers.shutdownNow();
  }
}
