package dev.files.nodes;

import dev.files.database.Database;
import dev.files.database.Row;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rows of nodes. */
final class NodeTable {
  // A row that another living instance refreshed lately does not match, and nothing is returned.
  private static final String PING =
      """
      INSERT INTO node AS n (id, instance, url, public_url, host, zone, capacity, used, in_flight,
        version, last_ping, registered)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET instance = excluded.instance, url = excluded.url,
        public_url = excluded.public_url, host = excluded.host, zone = excluded.zone,
        capacity = excluded.capacity, used = excluded.used, in_flight = excluded.in_flight,
        version = excluded.version, last_ping = excluded.last_ping
      WHERE n.instance = excluded.instance
        OR n.last_ping < clock_timestamp() - ? * interval '1 microsecond'
      RETURNING draining
      """;

  // One URL is one process: a node of another id that was there before is not any more. Calls meant
  // for it must not reach the new one, whose generations count differently.
  private static final String SUPERSEDE =
      "UPDATE node SET last_ping = '-infinity' WHERE url = ? AND id <> ? AND last_ping >"
          + " '-infinity'";

  private static final String ACTIVE =
      """
      SELECT id, url, public_url, host, zone, capacity, used, in_flight, draining, last_ping
      FROM node WHERE last_ping > clock_timestamp() - ? * interval '1 microsecond' ORDER BY id
      """;

  private final Database database;

  NodeTable(Database database) {
    this.database = database;
  }

  /**
   * Inserts or refreshes the row.
   *
   * @param living an instance that pinged within this time lives
   * @return whether the node is draining; empty when another instance of its id lives
   */
  Optional<Boolean> ping(CheckedPing ping, Duration living) {
    return database.transaction(
        sql -> {
          Optional<Boolean> draining =
              sql.first(
                  PING,
                  row -> row.flag("draining"),
                  ping.id(),
                  ping.instance(),
                  ping.url().toString(),
                  ping.publicUrl().toString(),
                  ping.host(),
                  ping.zone(),
                  ping.capacityBytes(),
                  ping.usedBytes(),
                  ping.inFlight(),
                  ping.version(),
                  living);
          if (draining.isPresent()) {
            sql.update(SUPERSEDE, ping.url().toString(), ping.id());
          }
          return draining;
        });
  }

  List<NodeView> active(Duration within) {
    return database.single(sql -> sql.list(ACTIVE, NodeTable::view, within));
  }

  private static NodeView view(Row row) throws SQLException {
    return new NodeView(
        row.node("id"),
        URI.create(row.text("url")),
        URI.create(row.text("public_url")),
        row.text("host"),
        row.text("zone"),
        row.number("capacity"),
        row.number("used"),
        row.integer("in_flight"),
        row.flag("draining"),
        row.instant("last_ping"));
  }
}
