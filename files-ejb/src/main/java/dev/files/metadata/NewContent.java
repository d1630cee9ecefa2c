package dev.files.metadata;

import dev.files.protocol.ContentRoot;
import dev.files.protocol.ContentRoots;
import dev.files.protocol.Layout;
import dev.files.protocol.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * A content whose chunks are on stable storage.
 *
 * @param size in bytes
 * @param sha256 of all bytes, when they streamed in order
 * @param chunks in order; none for no bytes. The same chunk may stand at several places.
 */
public record NewContent(
    Layout layout, long size, Optional<Sha256> sha256, List<PlacedChunk> chunks) {
  public NewContent {
    chunks = List.copyOf(chunks);
  }

  public ContentRoot root() {
    ContentRoots roots = new ContentRoots(layout);
    chunks.forEach(placed -> roots.add(placed.chunk()));
    return roots.finish();
  }
}
