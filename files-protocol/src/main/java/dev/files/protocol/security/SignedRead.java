package dev.files.protocol.security;

import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.util.Optional;

/**
 * What a signed URL allows: to GET one chunk under a name and media type until a moment.
 *
 * @param node the one that it is for; empty: one of the version before, which knows of no name
 * @param expiresEpochSecond seconds since 1970 UTC
 */
public record SignedRead(
    ChunkId chunk,
    Optional<NodeId> node,
    String fileName,
    String mediaType,
    boolean inline,
    long expiresEpochSecond) {
  /** For any node, as before URLs named theirs. */
  public SignedRead(
      ChunkId chunk, String fileName, String mediaType, boolean inline, long expiresEpochSecond) {
    this(chunk, Optional.empty(), fileName, mediaType, inline, expiresEpochSecond);
  }
}
