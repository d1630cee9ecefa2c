package dev.files.database;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Runs work on the metadata database, READ COMMITTED.
 *
 * <p>Never inside a transaction of the container: what returned from here is committed, and callers
 * rely on that before they tell a client or a node. All work is done once more when its connection
 * broke and nobody knows what became of it, so it must be harmless twice.
 */
public class Database {
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK_DETECTED = "40P01";

  /** Another one inserted the row that was not there: it is now, for who looks again. */
  private static final String UNIQUE_VIOLATION = "23505";

  private static final Set<String> UNDONE =
      Set.of(SERIALIZATION_FAILURE, DEADLOCK_DETECTED, UNIQUE_VIOLATION);

  /**
   * How often a transaction is tried that PostgreSQL gave up. Work locks rows in one order, so even
   * one repetition is rare.
   */
  private static final int MAX_TRIES = 8;

  /** Connection lost, resources short, shut down: it may be back soon. */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "57", "58");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final DataSource source;
  private final AtomicInteger calls = new AtomicInteger();

  public Database(DataSource source) {
    this.source = source;
  }

  /**
   * Runs work of a single statement, which is a transaction of its own and costs one round trip.
   *
   * @throws FilesException UNAVAILABLE when the database is out of reach
   */
  public <T> T single(SqlWork<T> work) {
    return repeatedly(connection -> work.run(new Sql(connection)));
  }

  /**
   * Runs work in one transaction.
   *
   * @throws FilesException UNAVAILABLE when the database is out of reach
   */
  public <T> T transaction(SqlWork<T> work) {
    return repeatedly(
        connection -> {
          connection.setAutoCommit(false);
          boolean done = false;
          try {
            T result = work.run(new Sql(connection));
            connection.commit();
            done = true;
            return result;
          } finally {
            if (!done) {
              rollback(connection);
            }
            connection.setAutoCommit(true);
          }
        });
  }

  /**
   * Runs work that has a transaction of its own, an entity manager's: what the database refuses is
   * repeated and translated as everywhere here.
   *
   * @param harmlessTwice whether it may be repeated when the connection broke
   * @throws FilesException UNAVAILABLE when the database is out of reach
   */
  public static <T> T translating(boolean harmlessTwice, Supplier<T> work) {
    Repetition repetition = new Repetition(harmlessTwice);
    while (true) {
      try {
        return work.get();
      } catch (FilesException e) {
        throw e;
      } catch (RuntimeException e) {
        repetition.orThrow(refusal(e).orElseThrow(() -> e));
      }
    }
  }

  private static Optional<SQLException> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  private interface OnConnection<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Pieces of work that have a connection now, or wait for one. */
  public int calls() {
    return calls.get();
  }

  private <T> T repeatedly(OnConnection<T> work) {
    calls.incrementAndGet();
    try {
      return untilDone(work);
    } finally {
      calls.decrementAndGet();
    }
  }

  private <T> T untilDone(OnConnection<T> work) {
    Repetition repetition = new Repetition(true);
    while (true) {
      try (Connection connection = source.getConnection()) {
        if (!connection.getAutoCommit()) {
          throw new IllegalStateException("called inside a transaction of the container");
        }
        return work.run(connection);
      } catch (SQLException e) {
        repetition.orThrow(e);
      }
    }
  }

  /** Decides after each failure whether the work is tried again. */
  private static final class Repetition {
    private final boolean harmlessTwice;
    private int tries;
    private boolean lostConnection;

    Repetition(boolean harmlessTwice) {
      this.harmlessTwice = harmlessTwice;
    }

    void orThrow(SQLException failure) {
      String state = state(failure);
      if (UNDONE.contains(state) && ++tries < MAX_TRIES) {
        return;
      }
      // The database was restarted, perhaps: the pool checks what it lends, so the next one is
      // good.
      if (isLoss(state) && harmlessTwice && !lostConnection) {
        lostConnection = true;
        return;
      }
      throw translated(failure);
    }

    private static boolean isLoss(String state) {
      return state.startsWith("08") || state.startsWith("57P");
    }
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken: its transaction ends with it, and the first error is on its way.
    }
  }

  private static RuntimeException translated(SQLException e) {
    String state = state(e);
    // A pool that has no connection to lend gives no state.
    if (state.length() < 2 || TRANSIENT_CLASSES.contains(state.substring(0, 2))) {
      return new FilesException(
          ProblemType.UNAVAILABLE, "The database cannot be reached; try again", RETRY_AFTER, e);
    }
    return new DatabaseException(e);
  }

  private static String state(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
