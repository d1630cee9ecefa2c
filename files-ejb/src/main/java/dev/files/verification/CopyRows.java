package dev.files.verification;

import dev.files.collection.InventoryComparison.NamedCopy;
import dev.files.collection.NamedCopies;
import dev.files.database.Database;
import dev.files.database.Sql.Many;
import dev.files.protocol.ChunkId;
import dev.files.protocol.NodeId;
import dev.files.protocol.chunks.ChunkInfo;
import java.util.List;
import java.util.Optional;

/** What the database says of the copies of one node. */
final class CopyRows {
  // An upload that is open may yet name a copy, unless it began after the copy was seen without a
  // name: then it knows only newer generations of it.
  private static final String UNNAMED =
      """
      SELECT u.chunk_id,
        EXISTS (SELECT FROM content_chunk p WHERE p.chunk_id = u.chunk_id OFFSET 0) AS used,
        EXISTS (SELECT FROM write_lease w WHERE w.number < coalesce(o.seen, w.number + 1)) AS soon
      FROM unnest(?, ?) AS u (chunk_id, generation)
      LEFT JOIN orphan o ON o.node_id = ? AND o.chunk_id = u.chunk_id
        AND o.generation = u.generation
      WHERE NOT EXISTS (
        SELECT FROM replica r WHERE r.chunk_id = u.chunk_id AND r.node_id = ?)
      ORDER BY u.chunk_id
      """;

  private final Database database;
  private final NamedCopies named;
  private final NodeId node;

  CopyRows(Database database, NodeId node) {
    this.database = database;
    this.named = new NamedCopies(database);
    this.node = node;
  }

  /**
   * A copy that has no row.
   *
   * @param used whether a content names its chunk
   * @param maybeSoon whether an upload that is open may yet name it
   */
  record Unnamed(ChunkId chunk, boolean used, boolean maybeSoon) {}

  List<NamedCopy> after(Optional<ChunkId> after, int limit) {
    return named.of(node, after, limit);
  }

  boolean stillNamed(NamedCopy row) {
    return database
        .single(
            sql ->
                sql.first(
                    "SELECT 1 AS n FROM replica WHERE chunk_id = ? AND node_id = ? AND generation ="
                        + " ? AND NOT condemned",
                    found -> found.integer("n"),
                    row.chunk(),
                    node,
                    row.generation()))
        .isPresent();
  }

  List<Unnamed> unnamed(List<ChunkInfo> copies) {
    return copies.isEmpty()
        ? List.of()
        : database.single(
            sql ->
                sql.list(
                    UNNAMED,
                    row -> new Unnamed(row.chunk("chunk_id"), row.flag("used"), row.flag("soon")),
                    Many.hashes(copies.stream().map(ChunkInfo::id).toList()),
                    Many.longs(copies.stream().map(ChunkInfo::generation).toList()),
                    node,
                    node));
  }
}
