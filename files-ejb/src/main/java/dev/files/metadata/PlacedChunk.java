package dev.files.metadata;

import dev.files.protocol.ChunkRef;
import java.util.List;

/** A chunk and the copies that were acknowledged for this upload. */
public record PlacedChunk(ChunkRef chunk, List<CopyAt> copies) {
  public PlacedChunk {
    copies = List.copyOf(copies);
  }
}
