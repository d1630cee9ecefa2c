package dev.files.upload;

import dev.files.metadata.LeaseId;
import dev.files.metadata.UploadLedger;
import dev.files.transfer.Ticker;
import dev.files.transfer.Ticking;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The lease of an upload, renewed by the ticker's beat and not by the bytes, so that a client that
 * sends nothing for a while keeps it.
 */
final class Lease implements Ticking, AutoCloseable {
  /** A quarter of the minute that a lease lasts: three renewals may fail. */
  static final Duration RENEW_EVERY = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(Lease.class);

  private final UploadLedger ledger;
  private final Ticker ticker;
  private final Executor executor;
  private final LeaseId id;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile long renewedAt;
  private volatile boolean lost;

  private Lease(UploadLedger ledger, Ticker ticker, Executor executor) {
    this.ledger = ledger;
    this.ticker = ticker;
    this.executor = executor;
    this.renewedAt = ticker.now();
    this.id = ledger.open();
  }

  static Lease open(UploadLedger ledger, Ticker ticker, Executor executor) {
    Lease lease = new Lease(ledger, ticker, executor);
    ticker.add(lease);
    return lease;
  }

  LeaseId id() {
    return id;
  }

  /**
   * @throws dev.files.protocol.FilesException UNAVAILABLE: it was lost
   */
  void check() {
    if (lost) {
      throw Sending.unavailable("The upload lost its lease, for the database was out of reach");
    }
  }

  @Override
  public void tick(long now) {
    if (now - renewedAt > RENEW_EVERY.toNanos() && !lost && renewing.compareAndSet(false, true)) {
      try {
        executor.execute(() -> renew(now));
      } catch (RejectedExecutionException e) {
        renewing.set(false);
      }
    }
  }

  private void renew(long now) {
    try {
      if (ledger.renew(id)) {
        renewedAt = now;
      } else {
        lost = true;
      }
    } catch (RuntimeException e) {
      // The lease may live on: the next beat asks again, and the commit judges.
      LOG.warnf("a lease could not be renewed: %s", e);
    } finally {
      renewing.set(false);
    }
  }

  /** No more renewals; whether it ends or lapses is the ledger's. */
  @Override
  public void close() {
    ticker.remove(this);
  }
}
