package dev.files.sessions;

import dev.files.database.Database;
import dev.files.protocol.Sha256;
import dev.files.protocol.security.Secrets;
import dev.files.settings.AdminToken;
import java.security.SecureRandom;

/**
 * The rows of {@code session}. Each is named by what the admin token makes of the session's id:
 * with another token no row is found any more, and who reads the table can open nothing.
 */
final class SessionTable implements Sessions {
  /** More operators than any cluster has. */
  static final int MOST = 100;

  private static final int ID_CHARS = 43;

  private static final String OPEN =
      """
      WITH too_many AS (
        DELETE FROM session WHERE seal IN (
          SELECT seal FROM session ORDER BY expires DESC OFFSET %d))
      INSERT INTO session (seal, expires)
      VALUES (?, clock_timestamp() + ? * interval '1 microsecond')
      ON CONFLICT (seal) DO UPDATE SET expires = excluded.expires
      RETURNING expires
      """
          .formatted(MOST - 1);

  private static final String IS_OPEN =
      "SELECT count(*) AS n FROM session WHERE seal = ? AND expires > clock_timestamp()";

  private final Database database;
  private final AdminToken token;
  private final SecureRandom random;

  SessionTable(Database database, AdminToken token, SecureRandom random) {
    this.database = database;
    this.token = token;
    this.random = random;
  }

  @Override
  public Opened open() {
    String id = Secrets.random(random);
    return database
        .single(
            sql ->
                sql.first(
                    OPEN, row -> new Opened(id, row.instant("expires")), seal(id), Sessions.LENGTH))
        .orElseThrow();
  }

  @Override
  public boolean isOpen(String id) {
    return id.length() == ID_CHARS
        && database
            .single(sql -> sql.first(IS_OPEN, row -> row.number("n") == 1, seal(id)))
            .orElseThrow();
  }

  @Override
  public void end(String id) {
    database.single(sql -> sql.update("DELETE FROM session WHERE seal = ?", seal(id)));
  }

  @Override
  public void endAll() {
    database.single(sql -> sql.update("DELETE FROM session"));
  }

  private Sha256 seal(String id) {
    return token.seal("files-session-1\n" + id);
  }
}
