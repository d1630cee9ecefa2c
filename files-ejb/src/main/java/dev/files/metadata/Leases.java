package dev.files.metadata;

import dev.files.database.Database;
import java.time.Duration;
import java.util.UUID;

/**
 * Leases of writes under way. A lease is ended by deleting its row and by nothing else: while the
 * row is there, even long after it lapsed, nothing is removed that the write may have stored.
 *
 * <p>One statement and one round trip each. They do not wait for the disk: a lease that a crash of
 * the database takes away only has its commit refused.
 */
public final class Leases {
  private static final String NO_WAIT = "set_config('synchronous_commit', 'off', true)";

  private final Database database;
  private final String owner;
  private final Duration lasting;

  /** The access to the table, for leases that last as long as they should. */
  public Leases(Database database, String owner) {
    this(database, owner, UploadLedger.LEASE);
  }

  /**
   * Makes the access to the table.
   *
   * @param owner who writes, for people who look at the table
   * @param lasting how long a lease lasts without being renewed
   */
  public Leases(Database database, String owner, Duration lasting) {
    this.database = database;
    this.owner = owner;
    this.lasting = lasting;
  }

  public LeaseId open() {
    return open(lasting);
  }

  /** For a write whose time is known beforehand, so that nobody has to renew. */
  public LeaseId open(Duration duration) {
    LeaseId lease = new LeaseId(UUID.randomUUID());
    database.single(
        sql ->
            sql.update(
                "INSERT INTO write_lease (id, owner, lease_until)"
                    + " SELECT ?, ?, clock_timestamp() + ? * interval '1 microsecond' FROM "
                    + NO_WAIT
                    + " ON CONFLICT (id) DO NOTHING",
                lease.uuid(),
                owner,
                duration));
    return lease;
  }

  /** Whether the lease still was there. */
  public boolean renew(LeaseId lease) {
    return database.single(
            sql ->
                sql.update(
                    "UPDATE write_lease SET lease_until = clock_timestamp() + ? * interval '1"
                        + " microsecond' FROM "
                        + NO_WAIT
                        + " WHERE id = ? AND lease_until > clock_timestamp()",
                    lasting,
                    lease.uuid()))
        == 1;
  }

  public void close(LeaseId lease) {
    database.single(
        sql ->
            sql.update("DELETE FROM write_lease USING " + NO_WAIT + " WHERE id = ?", lease.uuid()));
  }

  /**
   * Ends leases that lapsed. One whose commit is under way is left alone: its row is locked.
   *
   * @return how many
   */
  public int reap(int limit) {
    return database.single(
        sql ->
            sql.update(
                "DELETE FROM write_lease WHERE id IN (SELECT id FROM write_lease WHERE lease_until"
                    + " <= clock_timestamp() LIMIT ? FOR UPDATE SKIP LOCKED)",
                limit));
  }
}
