package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A store with faults to switch on; without one it is the store behind it. */
public final class FaultyChunkStore implements ChunkStore {
  /** What goes wrong. */
  public enum Fault {
    NONE,
    /** Out of reach: nothing is done. */
    ABSENT,
    /** It is done, and the answer is lost. */
    ANSWER_LOST,
    /** The connection breaks in the middle of the bytes. */
    BREAKS,
    BUSY,
    FULL,
    /** Reads find rot after the first block. */
    ROTTEN
  }

  private final ChunkStore store;
  private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong calls = new AtomicLong();

  public FaultyChunkStore(ChunkStore store) {
    this.store = store;
  }

  /** From now on every call has the fault. */
  public void fail(Fault next) {
    fail(next, Long.MAX_VALUE);
  }

  /** The next {@code times} calls have the fault. */
  public void fail(Fault next, long times) {
    left.set(times);
    fault.set(next);
  }

  /** How often the store was called. */
  public long calls() {
    return calls.get();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private Fault next() {
    calls.incrementAndGet();
    return left.getAndDecrement() > 0 ? fault.get() : Fault.NONE;
  }

  private static <T> T with(Fault now, Call<T> call) throws IOException {
    switch (now) {
      case ABSENT -> throw new IOException("Connection refused");
      case BUSY ->
          throw new FilesException(ProblemType.UNAVAILABLE, "Busy.", Duration.ofSeconds(1));
      case ANSWER_LOST -> {
        T lost = call.run();
        throw new IOException("Connection reset after " + lost);
      }
      default -> {
        return call.run();
      }
    }
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException {
    Fault now = next();
    if (now == Fault.FULL) {
      throw new FilesException(ProblemType.DISK_FULL, "The disk is full.");
    }
    if (now == Fault.BREAKS) {
      bytes.read(ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES));
      throw new IOException("Connection reset");
    }
    return with(now, () -> store.store(expected, size, bytes));
  }

  @Override
  public Optional<StoredChunk> keep(ChunkId id) throws IOException {
    return with(next(), () -> store.keep(id));
  }

  @Override
  public Optional<ChunkInfo> find(ChunkId id) throws IOException {
    return with(next(), () -> store.find(id));
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    Fault now = next();
    with(
        now,
        () -> {
          store.read(id, range, now == Fault.BREAKS || now == Fault.ROTTEN ? one(now, sink) : sink);
          return true;
        });
  }

  /** As a node does it: no byte of a window leaves before all of it was checked. */
  @Override
  public BlockReader reader(ChunkId id, ByteRange range) {
    return new BlockReader() {
      private final Deque<ByteBuffer> window = new ArrayDeque<>();
      private long at = range.offset();

      @Override
      public Optional<ByteBuffer> next() throws IOException {
        if (window.isEmpty() && at < range.end()) {
          int most = BlockChecksums.WINDOW_BYTES;
          long end = Math.min(range.end(), at - at % most + most);
          read(
              id,
              new ByteRange(at, end - at),
              bytes -> window.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip()));
          at = end;
        }
        return Optional.ofNullable(window.poll());
      }

      @Override
      public void close() {
        window.clear();
      }
    };
  }

  private static VerifiedBytes one(Fault now, VerifiedBytes sink) {
    AtomicLong pieces = new AtomicLong();
    return bytes -> {
      if (pieces.getAndIncrement() > 0) {
        if (now == Fault.ROTTEN) {
          throw new FilesException(ProblemType.CORRUPT, "The block is damaged.");
        }
        throw new IOException("Connection reset");
      }
      sink.accept(bytes);
    };
  }

  @Override
  public Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException {
    return with(next(), () -> store.delete(id, generation));
  }

  @Override
  public List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException {
    return with(next(), () -> store.list(after, limit));
  }
}
