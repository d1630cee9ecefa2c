package dev.files.protocol.chunks;

import dev.files.protocol.ChunkId;
import dev.files.protocol.Generation;
import dev.files.protocol.http.ByteRange;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store of chunks on one disk. Whatever it answers as stored is on stable storage; whatever it
 * hands out was checked.
 *
 * <p>{@link IOException} means that the outcome is unknown or the store is out of reach; a {@link
 * dev.files.protocol.FilesException} is a definite answer. Every call is safe to repeat.
 */
public interface ChunkStore {
  /** The largest chunk, 5 GiB. */
  long MAX_CHUNK_BYTES = 5L << 30;

  /**
   * Stores what the channel yields until its end; when it was there already, the copy gets a new
   * generation.
   *
   * @param expected the id that the bytes must have; empty: the store computes it
   * @param size of the bytes, when known beforehand; a different number of bytes is refused
   * @throws dev.files.protocol.FilesException MISMATCH (hash or size differ, nothing kept),
   *     TOO_LARGE, DISK_FULL, UNAVAILABLE (busy)
   */
  StoredChunk store(Optional<ChunkId> expected, OptionalLong size, ReadableByteChannel bytes)
      throws IOException;

  /**
   * Gives what is there a new generation, durably; empty when the chunk is not there or known to be
   * rotten.
   */
  Optional<StoredChunk> keep(ChunkId id) throws IOException;

  /** What is there, without reading its bytes. */
  Optional<ChunkInfo> find(ChunkId id) throws IOException;

  /**
   * Hands the bytes of the range to the sink, in order, in pieces of at most {@link
   * BlockChecksums#BLOCK_BYTES}, each checked against its block checksum first. When it throws, the
   * pieces handed out so far were good.
   *
   * @throws dev.files.protocol.FilesException NOT_FOUND, CORRUPT, UNAVAILABLE (busy),
   *     RANGE_NOT_SATISFIABLE (beyond the end)
   */
  void read(ChunkId id, ByteRange range, VerifiedBytes sink) throws IOException;

  /**
   * The same bytes, to be pulled. What {@link #read} throws may come now or with any pull. A store
   * at the other end of a connection overrides this: here every block is a call.
   *
   * @param range with at least one byte
   */
  default BlockReader reader(ChunkId id, ByteRange range) throws IOException {
    return new OneByOne(this, id, range);
  }

  /**
   * Removes the copy of exactly this generation. Idempotent.
   *
   * @return what is left: empty when the chunk is not there any more, the newer copy when another
   *     generation is
   */
  Optional<ChunkInfo> delete(ChunkId id, Generation generation) throws IOException;

  /**
   * The chunks after the given id (from the first one when empty) in the order of ids, at most
   * {@code limit}.
   */
  List<ChunkInfo> list(Optional<ChunkId> after, int limit) throws IOException;
}
