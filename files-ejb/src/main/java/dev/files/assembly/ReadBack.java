package dev.files.assembly;

import dev.files.nodes.ActiveNodes;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.FilesException;
import dev.files.protocol.NodeId;
import dev.files.protocol.ProblemType;
import dev.files.protocol.Sha256;
import dev.files.protocol.chunks.SoundChunk;
import dev.files.transfer.NodeCalls;
import dev.files.transfer.NodeStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The SHA-256 of a content, by reading its chunks back in order, block by block from whichever
 * replica has it sound.
 */
final class ReadBack {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ActiveNodes nodes;
  private final NodeCalls calls;
  private final Runnable beat;
  private final MessageDigest digest = Sha256.newDigest();

  /**
   * Starts with nothing read.
   *
   * @param beat called after every piece, at most 64 KiB, to renew leases; what it throws ends all
   */
  ReadBack(ActiveNodes nodes, NodeCalls calls, Runnable beat) {
    this.nodes = nodes;
    this.calls = calls;
    this.beat = beat;
  }

  /**
   * Reads the next chunk.
   *
   * @throws FilesException UNAVAILABLE when no active node among the given yields it
   */
  void add(ChunkRef chunk, List<NodeId> on) {
    List<NodeStore> copies =
        on.stream().map(nodes::find).flatMap(Optional::stream).map(calls::store).toList();
    try (SoundChunk bytes = new SoundChunk(chunk.id(), chunk.size(), copies)) {
      for (Optional<ByteBuffer> next = bytes.next(); next.isPresent(); next = bytes.next()) {
        digest.update(next.get());
        beat.run();
      }
    } catch (IOException e) {
      throw unreadable(chunk, e);
    } catch (FilesException e) {
      throw e.type() == ProblemType.CORRUPT ? unreadable(chunk, e) : e;
    }
  }

  private static FilesException unreadable(ChunkRef chunk, Exception cause) {
    return new FilesException(
        ProblemType.UNAVAILABLE, "Chunk " + chunk.id() + " cannot be read now", RETRY_AFTER, cause);
  }

  /** The hash of all that was read; the object is spent. */
  Sha256 finish() {
    return Sha256.ofBytes(digest.digest());
  }
}
