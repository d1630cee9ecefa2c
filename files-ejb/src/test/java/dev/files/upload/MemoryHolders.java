package dev.files.upload;

import dev.files.metadata.CopyAt;
import dev.files.metadata.Holders;
import dev.files.metadata.PlacedChunk;
import dev.files.protocol.ChunkId;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Remembers all that was recorded. */
final class MemoryHolders implements Holders {
  final Map<ChunkId, Set<NodeId>> nodes = new ConcurrentHashMap<>();

  @Override
  public Set<NodeId> of(ChunkRef chunk) {
    return nodes.getOrDefault(chunk.id(), Set.of());
  }

  @Override
  public void recorded(Collection<PlacedChunk> chunks) {
    for (PlacedChunk placed : chunks) {
      nodes.put(
          placed.chunk().id(),
          placed.copies().stream().map(CopyAt::node).collect(Collectors.toSet()));
    }
  }
}
