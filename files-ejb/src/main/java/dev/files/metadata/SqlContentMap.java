package dev.files.metadata;

import dev.files.database.Database;
import dev.files.protocol.ChunkRef;
import dev.files.protocol.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The chunks of contents, from the tables, one round trip a page. */
public final class SqlContentMap implements ContentMap {
  // OFFSET 0 keeps each look-up a look-up: joined freely, a plan that was made while the tables
  // were
  // small goes on reading all replicas there are.
  private static final String PAGE =
      """
      SELECT cc.ordinal, cc.chunk_offset, cc.chunk_id, c.size, r.node_id, r.bad
      FROM content_chunk cc
        CROSS JOIN LATERAL (
          SELECT size FROM chunk WHERE id = cc.chunk_id OFFSET 0) AS c
        LEFT JOIN LATERAL (
          SELECT node_id, bad_since IS NOT NULL AS bad FROM replica
          WHERE chunk_id = cc.chunk_id AND NOT condemned OFFSET 0) AS r
          ON true
      WHERE cc.content_id = ? AND cc.ordinal >= ? AND cc.ordinal < ?
      ORDER BY cc.ordinal, r.bad, r.node_id
      """;

  // From the end backwards to the chunk that holds the offset; the first pages of a read start at
  // 0, where it is known. The layout tells nothing here: in a LISTED content chunks have any size.
  private static final String ORDINAL =
      """
      SELECT ordinal FROM (
        SELECT cc.ordinal, cc.chunk_offset + c.size AS chunk_end
        FROM content_chunk cc
          CROSS JOIN LATERAL (SELECT size FROM chunk WHERE id = cc.chunk_id OFFSET 0) AS c
        WHERE cc.content_id = ? AND cc.chunk_offset <= ?
        ORDER BY cc.ordinal DESC LIMIT 1) AS found
      WHERE chunk_end > ?
      """;

  private final Database database;

  public SqlContentMap(Database database) {
    this.database = database;
  }

  private record Line(
      int ordinal, long offset, ChunkRef chunk, List<NodeId> nodes, Set<NodeId> bad) {}

  @Override
  public List<ChunkLocations> chunksFrom(long contentId, long offset, int limit) {
    Optional<Integer> found = offset == 0 ? Optional.of(0) : ordinalAt(contentId, offset);
    return found.map(first -> chunksAt(contentId, first, limit)).orElse(List.of());
  }

  private Optional<Integer> ordinalAt(long contentId, long offset) {
    return database.single(
        sql -> sql.first(ORDINAL, row -> row.integer("ordinal"), contentId, offset, offset));
  }

  @Override
  public List<ChunkLocations> chunksAt(long contentId, int first, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit " + limit);
    }
    Map<Integer, Line> lines = new LinkedHashMap<>();
    database.single(
        sql -> {
          lines.clear();
          return sql.list(
              PAGE,
              row -> {
                int ordinal = row.integer("ordinal");
                Line line = lines.get(ordinal);
                if (line == null) {
                  line =
                      new Line(
                          ordinal,
                          row.number("chunk_offset"),
                          new ChunkRef(row.chunk("chunk_id"), row.number("size")),
                          new ArrayList<>(),
                          new HashSet<>());
                  lines.put(ordinal, line);
                }
                if (row.text("node_id") != null) {
                  line.nodes().add(row.node("node_id"));
                  if (row.flag("bad")) {
                    line.bad().add(row.node("node_id"));
                  }
                }
                return line;
              },
              contentId,
              first,
              first + limit);
        });
    return lines.values().stream()
        .map(
            line ->
                new ChunkLocations(
                    line.ordinal(), line.offset(), line.chunk(), line.nodes(), line.bad()))
        .toList();
  }
}
