package dev.files.sessions;

import dev.files.database.Database;
import dev.files.workers.Chore;
import java.time.Duration;

/** Removes the rows of sessions that are over. */
public final class ExpiredSessions implements Chore {
  private final Database database;
  private final Duration interval;

  ExpiredSessions(Database database, Duration interval) {
    this.database = database;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "expired sessions";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public int step() {
    return database.single(
        sql -> sql.update("DELETE FROM session WHERE expires <= clock_timestamp()"));
  }
}
