package dev.files.database;

import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import java.sql.SQLException;

/** The database refused a statement. The detail names no table: it may go out to a client. */
public final class DatabaseException extends FilesException {
  private static final String CHECK_VIOLATION = "23514";

  private final SQLException refusal;

  DatabaseException(SQLException refusal) {
    super(ProblemType.INTERNAL, "The database refused a statement", refusal);
    this.refusal = refusal;
  }

  /** Whether the CHECK of this name was violated. */
  public boolean violates(String constraint) {
    return CHECK_VIOLATION.equals(refusal.getSQLState())
        && refusal.getMessage().contains('"' + constraint + '"');
  }
}
