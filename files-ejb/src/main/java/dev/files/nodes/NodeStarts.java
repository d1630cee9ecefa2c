package dev.files.nodes;

import dev.files.database.Database;
import dev.files.database.Row;
import dev.files.protocol.DirectoryId;
import dev.files.protocol.NodeId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The starts of nodes. Each gets an epoch that no other start of the node has, in one statement, so
 * that two fronts and two processes never share one. What a node holds is compared with the rows
 * soon after every start: its disk may be another one, or an earlier state of its own.
 */
final class NodeStarts {
  private static final String HEARD =
      """
      INSERT INTO node_start AS s (node_id, instance, epoch, directory, protocol)
      VALUES (?, ?, 1, ?, ?)
      ON CONFLICT (node_id) DO UPDATE SET instance = excluded.instance,
        epoch = CASE WHEN s.instance = excluded.instance THEN s.epoch ELSE s.epoch + 1 END,
        directory = excluded.directory, protocol = excluded.protocol
      RETURNING epoch
      """;

  private static final String KNOWN =
      "SELECT 1 FROM node_start WHERE node_id = ? AND instance = ? AND directory IS NOT DISTINCT"
          + " FROM ? AND protocol = ?";

  private static final String COMPARE_SOON =
      """
      INSERT INTO inventory AS i (node_id) VALUES (?)
      ON CONFLICT (node_id) DO UPDATE SET after_id = NULL, attempts = 0, owner = NULL,
        next_try = clock_timestamp()
      """;

  private static final String PRESENT =
      """
      SELECT s.node_id, s.directory, s.protocol FROM node_start s
      JOIN node n ON n.id = s.node_id AND n.instance = s.instance
      """;

  private final Database database;

  NodeStarts(Database database) {
    this.database = database;
  }

  /** The epoch of the start that the ping is of. */
  long heard(CheckedPing ping) {
    Optional<UUID> directory = ping.start().directory().map(NodeStarts::uuid);
    return database.transaction(
        sql -> {
          boolean known =
              sql.first(
                      KNOWN,
                      row -> true,
                      ping.id(),
                      ping.instance(),
                      directory,
                      ping.start().protocol())
                  .isPresent();
          if (!known) {
            sql.update(COMPARE_SOON, ping.id());
          }
          return sql.first(
                  HEARD,
                  row -> row.number("epoch"),
                  ping.id(),
                  ping.instance(),
                  directory,
                  ping.start().protocol())
              .orElseThrow();
        });
  }

  /** Of the nodes whose last ping told of it. */
  Map<NodeId, NodeStart> present() {
    Map<NodeId, NodeStart> starts = new HashMap<>();
    database
        .single(sql -> sql.list(PRESENT, row -> Map.entry(row.node("node_id"), start(row))))
        .forEach(entry -> starts.put(entry.getKey(), entry.getValue()));
    return starts;
  }

  private static NodeStart start(Row row) throws SQLException {
    Optional<DirectoryId> directory =
        Optional.ofNullable(row.text("directory"))
            .map(text -> new DirectoryId(text.replace("-", "")));
    return new NodeStart(directory, row.integer("protocol"));
  }

  private static UUID uuid(DirectoryId id) {
    return new UUID(
        Long.parseUnsignedLong(id.hex(), 0, 16, 16), Long.parseUnsignedLong(id.hex(), 16, 32, 16));
  }
}
