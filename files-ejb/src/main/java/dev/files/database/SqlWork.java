package dev.files.database;

import java.sql.SQLException;

/** What to do on a connection. May run several times, so it has no effects but in the database. */
@FunctionalInterface
public interface SqlWork<T> {
  T run(Sql sql) throws SQLException;
}
