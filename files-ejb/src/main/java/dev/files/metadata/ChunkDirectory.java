package dev.files.metadata;

import dev.files.protocol.ChunkId;
import java.util.Optional;

/** The chunks, by id. */
public interface ChunkDirectory {
  /** The most uses that are told of a chunk, and the most files of each. */
  int MOST_USES = 100;

  Optional<ChunkView> find(ChunkId id);
}
