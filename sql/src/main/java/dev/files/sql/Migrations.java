package dev.files.sql;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a database up to the schema that this version of Files needs. May run on several machines
 * at once: the first one does the work, the others wait for its lock.
 */
public final class Migrations {
  /** A database that is just starting is waited for, with growing pauses, for about a minute. */
  private static final int CONNECT_RETRIES = 6;

  private final String url;
  private final String user;
  private final String password;

  /**
   * @param url {@code jdbc:postgresql://…}
   */
  public Migrations(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * Applies what is missing.
   *
   * @return how many migrations were applied, 0 when the schema was current
   * @throws FlywayException when the database cannot be reached, or holds a schema that these
   *     migrations did not make
   */
  public int migrate() {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url, user, password)
        .locations("classpath:db/migration")
        .connectRetries(CONNECT_RETRIES)
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /** Migrates the database that {@code FILES_DB_URL}, _USER and _PASSWORD name. */
  public static void main(String[] args) {
    if (args.length > 0) {
      System.err.println("usage: FILES_DB_URL=… FILES_DB_USER=… FILES_DB_PASSWORD=… files-sql");
      System.exit(2);
    }
    Map<String, String> environment = System.getenv();
    try {
      int applied =
          new Migrations(
                  required(environment, "FILES_DB_URL"),
                  required(environment, "FILES_DB_USER"),
                  required(environment, "FILES_DB_PASSWORD"))
              .migrate();
      System.out.println("Migrations applied: " + applied);
    } catch (IllegalArgumentException | FlywayException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }
}
