package dev.files.metadata;

import dev.files.protocol.ContentRoot;
import dev.files.protocol.ContentRoots;
import dev.files.protocol.Layout;
import dev.files.protocol.NodeId;
import dev.files.protocol.Sha256;
import java.util.ArrayList;
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

  /** The chunks and their places. */
  List<ChunkLocations> locations() {
    List<ChunkLocations> locations = new ArrayList<>(chunks.size());
    long offset = 0;
    for (PlacedChunk placed : chunks) {
      List<NodeId> nodes = placed.copies().stream().map(CopyAt::node).toList();
      locations.add(new ChunkLocations(locations.size(), offset, placed.chunk(), nodes));
      offset += placed.chunk().size();
    }
    return locations;
  }

  public ContentRoot root() {
    ContentRoots roots = new ContentRoots(layout);
    chunks.forEach(placed -> roots.add(placed.chunk()));
    return roots.finish();
  }
}
