package dev.files.nodes;

import dev.files.database.Database;
import dev.files.workers.Chore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether the database went back in time, as {@link NodeRecords#ping} finds. While it did no bytes
 * are deleted on nodes: what looks like an orphan may be of a file whose rows are lost. Only an
 * operator can tell, so somebody is told until one does.
 */
public final class History implements Chore {
  private static final Logger LOG = Logger.getLogger(History.class);
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private final Database database;

  History(Database database) {
    this.database = database;
  }

  /**
   * Why nothing is deleted.
   *
   * @param since when the first node knew more than the database
   */
  public record RanBack(Instant since, String reason) {
    /** For people. */
    public String words() {
      return "deletions on nodes are stopped since "
          + since
          + ", for the database went back in time: "
          + reason;
    }
  }

  /** Empty while all is well. */
  public Optional<RanBack> ranBack() {
    return database.single(
        sql ->
            sql.first(
                "SELECT since, reason FROM ran_back",
                row -> new RanBack(row.instant("since"), row.text("reason"))));
  }

  /** An operator has looked at what is there: deletions go on. */
  public void recovered() {
    if (database.single(sql -> sql.update("DELETE FROM ran_back")) > 0) {
      LOG.warn("an operator takes the database as it is: deletions on nodes go on");
    }
  }

  @Override
  public String name() {
    return "history";
  }

  @Override
  public Duration interval() {
    return TELL_EVERY;
  }

  @Override
  public int step() {
    ranBack()
        .ifPresent(
            back ->
                LOG.errorf(
                    "%s. Look at it, ./files salvage shows what no row names; POST /admin/recovered"
                        + " has deletions go on",
                    back.words()));
    return 0;
  }
}
