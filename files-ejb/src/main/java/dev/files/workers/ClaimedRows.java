package dev.files.workers;

/**
 * Statements for rows that workers claim. Such a table has the columns {@code owner}, who has the
 * row, {@code attempts}, how often it was tried, and {@code next_try}, when it is due. A claim
 * moves that to its own end, so the row of a worker that died is due again by itself; and who is
 * late finds another owner and changes nothing.
 *
 * @param key column that says which row; parameters give keys as an array
 */
public record ClaimedRows(String table, String key) {
  /** Condition: the row may be claimed. */
  public static final String IS_DUE = "next_try <= (SELECT clock_timestamp())";

  private static final String AFTER = "clock_timestamp() + ? * interval '1 microsecond'";

  /**
   * Claims rows. Parameters: the owner, for how long, those of the query.
   *
   * @param which query of the keys of rows that are due, which locks them and skips locked ones
   * @param returned columns, for the claimed rows
   */
  public String claim(String which, String returned) {
    return "UPDATE %s SET owner = ?, attempts = attempts + 1, next_try = %s WHERE %s = ANY (ARRAY(%s)) RETURNING %s"
        .formatted(table, AFTER, key, which, returned);
  }

  /** Holds rows from now on. Parameters: for how long, keys, owner. */
  public String hold() {
    return "UPDATE %s SET next_try = %s WHERE %s".formatted(table, AFTER, theirs());
  }

  /**
   * Gives rows back. Parameters: those of the assignments, after which pause they are due, keys,
   * owner.
   *
   * @param also assignments to other columns
   */
  public String giveBack(String also) {
    return "UPDATE %s SET owner = NULL, %s, next_try = %s WHERE %s"
        .formatted(table, also, AFTER, theirs());
  }

  /** Deletes rows that are done with. Parameters: keys, owner. */
  public String remove() {
    return "DELETE FROM %s WHERE %s".formatted(table, theirs());
  }

  private String theirs() {
    return key + " = ANY (?) AND owner = ?";
  }
}
