package dev.files.database;

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

  /** The database with the current schema and no rows. */
  public static TestDatabase empty() {
    TestDatabase database = Migrated.DATABASE;
    database.run(
        "WITH f AS (DELETE FROM file), p AS (DELETE FROM content_chunk), r AS (DELETE FROM"
            + " replica), l AS (DELETE FROM write_lease), o AS (DELETE FROM orphan), i AS (DELETE"
            + " FROM inventory), n AS (DELETE FROM node), s AS (DELETE FROM"
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

  public void run(String statement, Object... parameters) {
    database().single(sql -> sql.update(statement, parameters));
  }
}
