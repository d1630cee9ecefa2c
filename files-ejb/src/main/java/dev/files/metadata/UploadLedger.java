package dev.files.metadata;

import java.time.Duration;
import java.util.List;

/**
 * The database's side of an upload. A lease is opened before the first byte goes to a node, renewed
 * while bytes flow, and closed when nothing is under way under it any more; commits are refused
 * once it was lost.
 */
public interface UploadLedger {
  /**
   * How long a lease lasts without being renewed, by the database's clock: a database that is away
   * for minutes, for a failover say, ends no upload under way.
   */
  Duration LEASE = Duration.ofMinutes(5);

  /** How often to renew. */
  Duration RENEW_EVERY = Duration.ofSeconds(15);

  LeaseId open();

  /**
   * Prolongs the lease.
   *
   * @return false when it was lost: the upload must end
   */
  boolean renew(LeaseId lease);

  /**
   * Records all files or none, and leaves the lease open. Chunks with fewer copies than wanted go
   * to the replication queue after the commit.
   *
   * @throws dev.files.protocol.FilesException UNAVAILABLE when the lease was lost
   */
  List<RecordedFile> commit(LeaseId lease, List<NewFile> files);

  /** Ends a lease. Never throws: one that is not ended lapses. */
  void close(LeaseId lease);
}
