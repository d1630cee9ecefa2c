package dev.files.metadata;

import dev.files.protocol.ChunkId;
import java.util.Collection;

/**
 * Tells whoever makes replicas that these chunks have a row in {@code repair}. A hint: it may be
 * lost, the row is what counts.
 */
@FunctionalInterface
public interface RepairHints {
  /** Never throws and never waits. */
  void hint(Collection<ChunkId> chunks);
}
