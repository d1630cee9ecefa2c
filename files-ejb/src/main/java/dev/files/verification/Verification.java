package dev.files.verification;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Compares rows and bytes page by page. All throw {@link dev.files.protocol.FilesException}:
 * NOT_FOUND for a chunk that the node does not have, UNAVAILABLE when the database does not answer
 * or the node is not active.
 */
public interface Verification {
  /**
   * The copies of one node against the rows that name them, in the order of chunks.
   *
   * @param after the last chunk that was looked at
   * @param read whether each copy is read and its hash compared
   */
  Page copies(NodeId node, Optional<ChunkId> after, boolean read);

  /**
   * Contents against their chunks, and these against the copies that count, in no order that means
   * anything.
   *
   * @param after the {@link Page#next} of the page before; 0 to begin
   */
  Page contents(long after);

  /** How many bytes the copy of a chunk has that a node is said to have, named or not. */
  long size(NodeId node, ChunkId chunk);

  /**
   * Writes them. When it throws, what was written so far was good.
   *
   * @throws IOException when the stream does
   */
  void copy(NodeId node, ChunkId chunk, OutputStream to) throws IOException;
}
