package dev.files.collection;

import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.database.Database;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import java.util.List;
import java.util.Optional;

/** What rows say that nodes have, page by page. */
public final class NamedCopies {
  private final Database database;

  public NamedCopies(Database database) {
    this.database = database;
  }

  /** The rows of a node behind a chunk, in the order of ids. */
  public List<NamedCopy> of(NodeId node, Optional<ChunkId> after, int limit) {
    return database.single(
        sql ->
            sql.list(
                "SELECT chunk_id, generation, condemned FROM replica WHERE node_id = ? AND chunk_id"
                    + " > ? ORDER BY chunk_id LIMIT "
                    + limit,
                row ->
                    new NamedCopy(
                        row.chunk("chunk_id"), row.generation("generation"), row.flag("condemned")),
                node,
                after.map(ChunkId::bytes).orElse(new byte[0])));
  }
}
