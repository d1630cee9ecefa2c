package dev.files.metadata;

import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import java.util.Collection;
import java.util.Set;

/**
 * Which nodes seem to have a chunk already: where the next copy of it costs no room. Only a
 * preference, so it may be wrong or missing: what is recorded is what the nodes answer.
 */
public interface Holders {
  /** Knows nothing. */
  Holders NONE =
      new Holders() {
        @Override
        public Set<NodeId> of(ChunkRef chunk) {
          return Set.of();
        }

        @Override
        public void recorded(Collection<PlacedChunk> chunks) {
          // Nothing is remembered.
        }
      };

  /** May ask the database, so not for the beat. Never throws. */
  Set<NodeId> of(ChunkRef chunk);

  /** Tells where chunks lie that were just recorded. */
  void recorded(Collection<PlacedChunk> chunks);
}
