package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.FilesException;
import dev.files.protocol.Generation;
import dev.files.protocol.ProblemType;
import dev.files.protocol.http.ByteRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Chunks in memory, for tests of what uses a store. */
public final class MemoryChunkStore implements ChunkStore {
  private final TreeMap<ChunkId, Copy> copies = new TreeMap<>();
  private long generations;

  private static final class Copy {
    private final byte[] bytes;
    private final BlockChecksums checksums;
    private Generation generation;

    Copy(byte[] bytes, Generation generation) {
      this.bytes = bytes;
      this.generation = generation;
      int[] values = new int[BlockChecksums.blocksOf(bytes.length)];
      for (int i = 0; i < values.length; i++) {
        int from = i * BlockChecksums.BLOCK_BYTES;
        int length = Math.min(BlockChecksums.BLOCK_BYTES, bytes.length - from);
        values[i] = BlockChecksums.of(ByteBuffer.wrap(bytes, from, length));
      }
      this.checksums = new BlockChecksums(0, values);
    }

    boolean isRotten() {
      for (int i = 0; i < checksums.count(); i++) {
        if (!checksums.matches(i, block(i))) {
          return true;
        }
      }
      return false;
    }

    ByteBuffer block(int index) {
      int from = index * BlockChecksums.BLOCK_BYTES;
      int length = Math.min(BlockChecksums.BLOCK_BYTES, bytes.length - from);
      return ByteBuffer.wrap(bytes).slice(from, length).asReadOnlyBuffer();
    }
  }

  @Override
  public StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel from)
      throws IOException {
    if (size.orElse(0) > MAX_CHUNK_BYTES) {
      throw new FilesException(ProblemType.TOO_LARGE, "A chunk has at most 5 GiB.");
    }
    byte[] bytes = readAll(from, size);
    ChunkId id = new ChunkId(dev.files.protocol.Sha256.of(bytes));
    if (size.isPresent() && size.getAsLong() != bytes.length) {
      throw new FilesException(ProblemType.MISMATCH, "The size differs.");
    }
    if (expected.isPresent() && !expected.get().equals(id)) {
      throw new FilesException(ProblemType.MISMATCH, "The bytes have the SHA-256 " + id + ".");
    }
    synchronized (this) {
      Copy there = copies.get(id);
      Generation generation = new Generation(++generations);
      boolean created = there == null || there.isRotten();
      if (created) {
        copies.put(id, new Copy(bytes, generation));
      } else {
        there.generation = generation;
      }
      return new StoredChunk(id, bytes.length, generation, created);
    }
  }

  private static byte[] readAll(ReadableByteChannel from, OptionalLong size) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
    while (from.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (size.isPresent() && all.size() > size.getAsLong()) {
        throw new FilesException(ProblemType.MISMATCH, "More bytes came than announced.");
      }
    }
    return all.toByteArray();
  }

  @Override
  public synchronized Optional<StoredChunk> keep(ChunkId id) {
    Copy there = copies.get(id);
    if (there == null || there.isRotten()) {
      return Optional.empty();
    }
    there.generation = new Generation(++generations);
    return Optional.of(new StoredChunk(id, there.bytes.length, there.generation, false));
  }

  @Override
  public synchronized Optional<ChunkInfo> find(ChunkId id) {
    return Optional.ofNullable(copies.get(id))
        .map(copy -> new ChunkInfo(id, copy.bytes.length, copy.generation));
  }

  @Override
  public void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException {
    Copy copy;
    synchronized (this) {
      copy = copies.get(id);
    }
    if (copy == null) {
      throw new FilesException(ProblemType.NOT_FOUND, "No chunk " + id + " here.");
    }
    if (range.end() > copy.bytes.length) {
      throw new FilesException(ProblemType.RANGE_NOT_SATISFIABLE, "The chunk ends before.");
    }
    if (range.length() == 0) {
      return;
    }
    for (int i = (int) (range.offset() / BlockChecksums.BLOCK_BYTES);
        (long) i * BlockChecksums.BLOCK_BYTES < range.end();
        i++) {
      ByteBuffer block = copy.block(i);
      if (!copy.checksums.matches(i, block)) {
        throw new FilesException(ProblemType.CORRUPT, "Block " + i + " is damaged.");
      }
      long start = (long) i * BlockChecksums.BLOCK_BYTES;
      int skip = (int) Math.max(0, range.offset() - start);
      int end = (int) Math.min(block.remaining(), range.end() - start);
      sink.accept(block.slice(skip, end - skip));
    }
  }

  @Override
  public synchronized Optional<ChunkInfo> delete(ChunkId id, Generation generation) {
    Copy there = copies.get(id);
    if (there != null && there.generation.equals(generation)) {
      copies.remove(id);
    }
    return find(id);
  }

  @Override
  public synchronized List<ChunkInfo> list(Optional<ChunkId> after, int limit) {
    return after.map(a -> copies.tailMap(a, false)).orElse(copies).entrySet().stream()
        .limit(limit)
        .map(e -> new ChunkInfo(e.getKey(), e.getValue().bytes.length, e.getValue().generation))
        .toList();
  }

  /** Flips a bit of the stored bytes. */
  public synchronized void damage(ChunkId id, int offset) {
    copies.get(id).bytes[offset] ^= 1;
  }
}
