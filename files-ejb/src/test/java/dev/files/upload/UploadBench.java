package dev.files.upload;

import dev.files.metadata.Expiry;
import dev.files.metadata.NewFile;
import dev.files.metadata.PlacedChunk;
import dev.files.placement.Placement;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import dev.files.transfer.FakeNodes;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.PoolLimits;
import dev.files.transfer.Scratch;
import dev.files.transfer.SlabPool;
import dev.files.transfer.Ticker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Everything an upload needs, on nodes in memory, with a clock that the test moves. */
final class UploadBench implements AutoCloseable {
  static final int MIB = 1 << 20;
  static final long LIMIT = 100L * MIB;
  static final long WHOLE_LIMIT = 80L * MIB;
  static final UploadLimits LIMITS = new UploadLimits(LIMIT, WHOLE_LIMIT, Duration.ofHours(12), 4);

  final FakeNodes nodes;
  final FakeLedger ledger = new FakeLedger();
  final AtomicLong clock = new AtomicLong();
  final Ticker ticker = new Ticker(clock::get);
  final SlabPool pool;
  final MemoryHolders holders = new MemoryHolders();
  final NodeCalls calls;
  final ExecutorService senders = Executors.newCachedThreadPool();
  private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
  private final Intake intake;
  private final SharedLeases leases = new SharedLeases(ledger, ticker, senders, LIMITS.longest());
  private Future<?> beats = CompletableFuture.completedFuture(null);

  UploadBench(int nodeCount, int replicas, int quorum) {
    this(nodeCount, replicas, quorum, 64L * MIB);
  }

  UploadBench(int nodeCount, int replicas, int quorum, long poolBytes) {
    nodes = FakeNodes.of(nodeCount);
    pool =
        new SlabPool(
            patient(PoolLimits.of(poolBytes)),
            new Scratch(Path.of(System.getProperty("java.io.tmpdir")), 1L << 30, 1000),
            clock::get);
    calls = new NodeCalls(nodes, nodes, clock::get);
    intake =
        new Intake(
            new Sending(calls, holders, senders, ticker, SendPolicy.of(replicas, quorum)),
            pool,
            new StreamPlaces(LIMITS.streams(), clock::get),
            new Placement(new Random(1)),
            LIMITS);
  }

  /** Where time flies, the machine's own slowness must not count as a wait. */
  private static PoolLimits patient(PoolLimits limits) {
    return new PoolLimits(
        limits.totalBytes(),
        limits.patience(),
        Duration.ofDays(1),
        limits.slowCup(),
        limits.stalled());
  }

  UploadSession begin() {
    return new OpenUpload(intake, ledger, leases, Optional.empty());
  }

  /** Waits until the leases of all uploads have ended. */
  void awaitNoLease() {
    while (!ledger.open.isEmpty()) {
      pass(SharedLeases.SHARED_FOR);
    }
  }

  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
    ticker.tick();
  }

  /** From now on time runs fifty times as fast as it does outside. */
  void letTimeFly() {
    letTimePass(Duration.ofMillis(50));
  }

  /** From now on so much time passes in each millisecond. */
  void letTimePass(Duration time) {
    beats = beat.scheduleAtFixedRate(() -> pass(time), 1, 1, TimeUnit.MILLISECONDS);
  }

  NewFile upload(LayoutChoice layout, byte[] bytes) throws IOException {
    try (UploadSession session = begin()) {
      add(session, spec(layout, OptionalLong.of(bytes.length)), channel(bytes));
      session.commit();
    }
    return ledger.files.get(ledger.files.size() - 1);
  }

  /** Moves all bytes of the channel into a file, as the adapter of a protocol does. */
  static void add(UploadSession session, UploadSpec spec, ReadableByteChannel bytes)
      throws IOException {
    Inflow file = session.begin(spec);
    for (int read = bytes.read(file.room()); read >= 0; read = bytes.read(file.room())) {
      if (read == 0) {
        file.paused();
      } else {
        file.received();
      }
    }
    file.end();
  }

  /** Moves some bytes into a file, of a client that then sends no more. */
  static void send(Inflow file, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      ByteBuffer room = file.room();
      int length = Math.min(room.remaining(), bytes.length - at);
      room.put(bytes, at, length);
      file.received();
      at += length;
    }
    file.paused();
  }

  /** The bytes of a recorded file, each chunk read from every node that is said to have it. */
  byte[] readBack(NewFile file) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (PlacedChunk placed : file.content().chunks()) {
      List<byte[]> copies =
          placed.copies().stream()
              .map(copy -> nodes.get(copy.node()).chunks.get(placed.chunk().id()))
              .toList();
      if (copies.stream().anyMatch(copy -> copy.length != placed.chunk().size())) {
        throw new AssertionError("a copy is missing or has another size");
      }
      all.writeBytes(copies.get(0));
    }
    return all.toByteArray();
  }

  static UploadSpec spec(LayoutChoice layout, OptionalLong size, Sha256... announced) {
    return new UploadSpec("name", "text/plain", Expiry.NEVER, layout, size, List.of(announced));
  }

  static LayoutChoice layout(Layout layout) {
    return new LayoutChoice(layout, 5);
  }

  static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    nodes.nodes.forEach(node -> node.goOn.countDown());
    beats.cancel(true);
    beat.shutdownNow();
    senders.shutdownNow();
  }
}
