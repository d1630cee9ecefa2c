package dev.files.database;

import dev.files.protocol.NodeId;
import dev.files.sql.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL with the durability of production, one for all tests, which run one after the
 * other.
 */
public final class TestDatabase {
  private final DataSource source;

  private TestDatabase(DataSource source) {
    this.source = source;
  }

  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Migrated {
    static final TestDatabase DATABASE = migrate();

    static TestDatabase migrate() {
      String url = Server.POSTGRES.getJdbcUrl("postgres", "postgres");
      if (new Migrations(url, "postgres", "").migrate() < 1) {
        throw new IllegalStateException("no migration was applied");
      }
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(url);
      source.setUser("postgres");
      return new TestDatabase(new TestPool(source).dataSource());
    }
  }

  /** The database with the current schema and whatever is in it. */
  static TestDatabase asItIs() {
    return Migrated.DATABASE;
  }

  /** The database with the current schema and no rows. */
  public static TestDatabase empty() {
    TestDatabase database = asItIs();
    database.run(
        "WITH f AS (DELETE FROM file), p AS (DELETE FROM content_chunk), r AS (DELETE FROM"
            + " replica), l AS (DELETE FROM write_lease), o AS (DELETE FROM orphan), i AS (DELETE"
            + " FROM inventory), n AS (DELETE FROM node), w AS (DELETE FROM walk), q AS (DELETE FROM plan_share), b AS (DELETE FROM plan), k AS (DELETE FROM worker_setting), e AS (DELETE FROM session), a AS (DELETE FROM api_key), g AS (DELETE FROM"
            + " ping_series), h AS (DELETE FROM ran_back), s AS (DELETE FROM"
            + " node_start), c AS (DELETE FROM chunk) DELETE FROM content");
    return database;
  }

  public Database database() {
    return new Database(source);
  }

  public DataSource source() {
    return source;
  }

  /** The one number that the query answers. */
  public long number(String query, Object... parameters) {
    return database()
        .single(sql -> sql.first(query, row -> row.number("n"), parameters))
        .orElseThrow();
  }

  /** Has nodes ping, each on a host of its own. */
  public void ping(NodeId... nodes) {
    for (NodeId node : nodes) {
      run(
          "INSERT INTO node (id, instance, url, public_url, host, zone, capacity, used, in_flight,"
              + " version, last_ping, registered) SELECT ?, 'i', u, u, u, '', 1000, 0, 0, '1',"
              + " clock_timestamp(), clock_timestamp() FROM (VALUES ('http://' || ?)) AS v (u)"
              + " ON CONFLICT (id) DO UPDATE SET last_ping = excluded.last_ping",
          node,
          node.hex());
    }
  }

  public void run(String statement, Object... parameters) {
    database().single(sql -> sql.update(statement, parameters));
  }
}
