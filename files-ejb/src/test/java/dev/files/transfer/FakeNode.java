package dev.files.transfer;

import dev.files.nodes.NodeView;
import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.BlockChecksums;
import dev.files.protocol.chunks.BlockReader;
import dev.files.protocol.chunks.ChunkInfo;
import dev.files.protocol.chunks.ChunkStore;
import dev.files.protocol.chunks.StoredChunk;
import dev.files.protocol.chunks.VerifiedBytes;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A node in memory, with faults to switch on. */
public final class FakeNode implements ChunkStore {
  private static final int PIECE = BlockChecksums.BLOCK_BYTES;

  public final NodeView view;
  public final Map<ChunkId, byte[]> chunks = new ConcurrentHashMap<>();
  public final Map<ChunkId, Generation> generations = new ConcurrentHashMap<>();
  public final AtomicInteger stores = new AtomicInteger();
  public final AtomicInteger reads = new AtomicInteger();
  public final AtomicInteger openReaders = new AtomicInteger();

  /** What the disk had to read for readers. */
  public final AtomicLong bytesRead = new AtomicLong();

  /** Faults. */
  public volatile boolean down;

  public volatile boolean full;
  public volatile boolean wrongId;
  public final AtomicInteger busy = new AtomicInteger();
  public volatile long storeBreaksAfter = Long.MAX_VALUE;
  public volatile long readBreaksAfter = Long.MAX_VALUE;
  public volatile long readRotsAfter = Long.MAX_VALUE;

  /** Stores and reads that come to this many bytes wait there. */
  public volatile long hangsAfter = Long.MAX_VALUE;

  public volatile CountDownLatch hanging = new CountDownLatch(1);
  public volatile CountDownLatch goOn = new CountDownLatch(0);

  private final Map<ChunkId, Set<Long>> bad = new ConcurrentHashMap<>();
  private final AtomicLong counter = new AtomicLong();

  public FakeNode(int number, String host, String zone) {
    URI url = URI.create("http://node-" + number + ":8080");
    this.view =
        new NodeView(
            new NodeId(String.format("%032x", number)),
            url,
            URI.create("https://public-" + number),
            host,
            zone,
            1L << 40,
            0,
            0,
            false,
            Instant.EPOCH);
  }

  public void hangAfter(long bytes) {
    hanging = new CountDownLatch(1);
    goOn = new CountDownLatch(1);
    hangsAfter = bytes;
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    stores.incrementAndGet();
    answer();
    if (full) {
      throw new FilesException(ProblemType.DISK_FULL, "full");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    hang(0, () -> false);
    while (bytes.read(piece.clear()) >= 0) {
      all.write(piece.array(), 0, piece.position());
      hang(all.size(), () -> false);
      if (all.size() > storeBreaksAfter) {
        throw new IOException("connection reset");
      }
    }
    ChunkId id = new ChunkId(Sha256.of(all.toByteArray()));
    if (expected.isPresent() && !expected.get().equals(id)) {
      throw new FilesException(ProblemType.MISMATCH, "hash");
    }
    if (size.isPresent() && size.getAsLong() != all.size()) {
      throw new FilesException(ProblemType.MISMATCH, "size");
    }
    return answer(put(id, all.toByteArray()));
  }

  StoredChunk answer(StoredChunk stored) {
    ChunkId other = ChunkId.parse("0".repeat(64)).orElseThrow();
    return wrongId
        ? new StoredChunk(other, stored.size(), stored.generation(), stored.created())
        : stored;
  }

  public StoredChunk put(ChunkId id, byte[] bytes) {
    boolean created = chunks.put(id, bytes) == null;
    Generation generation = new Generation(counter.incrementAndGet());
    generations.put(id, generation);
    return new StoredChunk(id, bytes.length, generation, created);
  }

  private void answer() throws IOException {
    if (down) {
      throw new ConnectException("refused");
    }
    if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new FilesException(ProblemType.UNAVAILABLE, "busy");
    }
  }

  private void hang(long at, BooleanSupplier brokenOff) throws IOException {
    if (at >= hangsAfter) {
      hanging.countDown();
      try {
        while (at >= hangsAfter && !goOn.await(1, TimeUnit.MILLISECONDS)) {
          if (brokenOff.getAsBoolean()) {
            throw new IOException("broken off");
          }
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    answer();
    byte[] there = chunks.get(id);
    return there == null ? Optional.empty() : Optional.of(put(id, there));
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) {
    return Optional.ofNullable(chunks.get(id))
        .map(bytes -> new ChunkInfo(id, bytes.length, generations.get(id)));
  }

  /** Flips a bit of the stored bytes, as a disk would. */
  public void damage(ChunkId id, int block) {
    bad.computeIfAbsent(id, key -> ConcurrentHashMap.newKeySet()).add((long) block);
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    try (BlockReader reader = reader(id, range)) {
      for (Optional<ByteBuffer> next = reader.next(); next.isPresent(); next = reader.next()) {
        sink.accept(next.get());
      }
    }
  }

  @Override
  public BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    reads.incrementAndGet();
    answer();
    byte[] all = chunks.get(id);
    if (all == null) {
      throw new FilesException(ProblemType.NOT_FOUND, "no such chunk");
    }
    openReaders.incrementAndGet();
    return new BlockReader() {
      private long at = range.offset();
      private volatile boolean brokenOff;

      @Override
      public void breakOff() {
        brokenOff = true;
      }

      @Override
      public Optional<ByteBuffer> next() throws IOException {
        if (at == range.end()) {
          return Optional.empty();
        }
        long sent = at - range.offset();
        hang(sent, () -> brokenOff);
        if (sent >= readBreaksAfter) {
          throw new IOException("connection reset");
        }
        if (sent >= readRotsAfter) {
          throw new FilesException(ProblemType.CORRUPT, "rot");
        }
        if (sent == 0 || at % BlockChecksums.WINDOW_BYTES == 0) {
          checkWindow(id, at, range.end());
        }
        int length = (int) Math.min(PIECE - at % PIECE, range.end() - at);
        ByteBuffer block = ByteBuffer.wrap(all, (int) at, length).asReadOnlyBuffer();
        at += length;
        return Optional.of(block);
      }

      @Override
      public void close() {
        openReaders.decrementAndGet();
      }
    };
  }

  /** No byte of a window leaves before all of it was checked. */
  private void checkWindow(ChunkId id, long at, long end) {
    long most = BlockChecksums.WINDOW_BYTES;
    long windowEnd = Math.min(end, at - at % most + most);
    bytesRead.addAndGet(windowEnd - at);
    for (long block : bad.getOrDefault(id, Set.of())) {
      if (block >= at / PIECE && block <= (windowEnd - 1) / PIECE) {
        throw new FilesException(ProblemType.CORRUPT, "a block is bad");
      }
    }
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) {
    throw new UnsupportedOperationException();
  }
}
