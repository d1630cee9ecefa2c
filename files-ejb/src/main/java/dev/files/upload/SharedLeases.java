package dev.files.upload;

import dev.files.metadata.LeaseId;
import dev.files.metadata.UploadLedger;
import dev.files.protocol.FilesException;
import dev.files.protocol.ProblemType;
import dev.files.transfer.Ticker;
import dev.files.transfer.Ticking;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * The leases of a front's uploads. Uploads that begin within a second share one, and it ends with
 * the last of them: a lease that is older than an upload only makes collection more patient, and a
 * thousand uploads a second are one row of the database. Leases are renewed by the ticker's beat
 * and not by the bytes, so that a client that sends nothing for a while keeps its own, but not for
 * ever: what is stored after a lease was opened is not collected before it ends.
 */
final class SharedLeases implements Ticking {
  static final Duration SHARED_FOR = Duration.ofSeconds(1);

  /** A database that is away is not asked with every beat. */
  static final Duration RENEW_AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(SharedLeases.class);

  private final UploadLedger ledger;
  private final Ticker ticker;
  private final Executor executor;
  private final Duration longest;
  private final Set<Shared> open = new HashSet<>();

  /** The lease that uploads join now, or its opening that is under way. */
  private CompletableFuture<Shared> newest = CompletableFuture.failedFuture(new AssertionError());

  private long newestSince;

  /** Guarded by the lock of its owner. */
  private static final class Shared {
    private final LeaseId id;
    private final long openedAt;
    private int users;
    private long renewAt;
    private boolean renewing;
    private volatile boolean lost;
    private boolean ended;

    Shared(LeaseId id, long openedAt) {
      this.id = id;
      this.openedAt = openedAt;
      this.renewAt = openedAt + UploadLedger.RENEW_EVERY.toNanos();
    }
  }

  /** One upload's part in a lease. */
  final class Lease implements AutoCloseable {
    private final Shared shared;
    private final long joinedAt = ticker.now();
    private boolean closed;

    private Lease(Shared shared) {
      this.shared = shared;
    }

    LeaseId id() {
      return shared.id;
    }

    /**
     * @throws FilesException TOO_SLOW: the upload takes too long; UNAVAILABLE: it was lost
     */
    void check() {
      if (ticker.now() - joinedAt > longest.toNanos()) {
        throw new FilesException(
            ProblemType.TOO_SLOW, "An upload may take " + longest.toSeconds() + " seconds here");
      }
      if (shared.lost) {
        throw Sending.unavailable("The upload lost its lease, for the database was out of reach");
      }
    }

    /** A commit was refused, perhaps because the lease is gone: nobody joins it any more. */
    void distrust() {
      synchronized (SharedLeases.this) {
        shared.ended = true;
      }
    }

    /** The upload is over. Closing twice is once. */
    @Override
    public void close() {
      synchronized (SharedLeases.this) {
        if (!closed) {
          closed = true;
          shared.users--;
        }
      }
    }
  }

  /**
   * @param longest time that an upload may take; no lease lives longer, whatever its uploads do
   */
  SharedLeases(UploadLedger ledger, Ticker ticker, Executor executor, Duration longest) {
    this.ledger = ledger;
    this.ticker = ticker;
    this.executor = executor;
    this.longest = longest;
    ticker.add(this);
  }

  /**
   * A lease that was opened before now.
   *
   * @throws FilesException UNAVAILABLE: the database cannot be reached
   */
  Lease join() {
    while (true) {
      CompletableFuture<Shared> joined;
      boolean first;
      synchronized (this) {
        first = !canBeJoined();
        if (first) {
          newest = new CompletableFuture<>();
          newestSince = ticker.now();
        }
        joined = newest;
      }
      if (first) {
        open(joined);
      }
      Shared shared = opened(joined);
      synchronized (this) {
        if (!shared.ended) {
          shared.users++;
          return new Lease(shared);
        }
      }
    }
  }

  private boolean canBeJoined() {
    boolean young = ticker.now() - newestSince < SHARED_FOR.toNanos();
    boolean good = !newest.isDone() || (!newest.isCompletedExceptionally() && !newest.join().ended);
    return young && good;
  }

  // One asks the database; all who came meanwhile get what it got, be it the failure.
  private void open(CompletableFuture<Shared> opening) {
    long now = ticker.now();
    try {
      Shared shared = new Shared(ledger.open(), now);
      synchronized (this) {
        open.add(shared);
      }
      opening.complete(shared);
    } finally {
      opening.completeExceptionally(Sending.unavailable("No lease could be opened"));
    }
  }

  private static Shared opened(CompletableFuture<Shared> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw Sending.unavailable("The database cannot be reached");
    }
  }

  @Override
  public synchronized void tick(long now) {
    boolean young = now - newestSince < SHARED_FOR.toNanos();
    for (Shared shared : Set.copyOf(open)) {
      boolean mayBeJoined = young && !shared.ended && isNewest(shared);
      // All that joined it have had their time, also those of whom nothing was heard since.
      boolean tooOld = now - shared.openedAt > longest.plus(SHARED_FOR).toNanos();
      if (tooOld || (shared.users == 0 && !mayBeJoined)) {
        shared.ended = true;
        shared.lost |= tooOld;
        if (!shared.renewing && run(() -> ledger.close(shared.id))) {
          open.remove(shared);
        }
      } else if (now - shared.renewAt > 0 && !shared.lost && !shared.renewing) {
        shared.renewing = true;
        shared.renewing = run(() -> renew(shared, now)) && shared.renewing;
      }
    }
  }

  private boolean isNewest(Shared shared) {
    return newest.isDone() && !newest.isCompletedExceptionally() && newest.join() == shared;
  }

  /** False when no thread is free; the next beat tries again. */
  private boolean run(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void renew(Shared shared, long now) {
    try {
      boolean renewed = ledger.renew(shared.id);
      synchronized (this) {
        shared.renewAt = now + UploadLedger.RENEW_EVERY.toNanos();
        shared.lost |= !renewed;
        shared.ended |= !renewed;
      }
    } catch (RuntimeException e) {
      // The lease may live on: it is asked for again, and the commit judges.
      LOG.warnf("a lease could not be renewed: %s", e);
      synchronized (this) {
        shared.renewAt = now + RENEW_AGAIN.toNanos();
      }
    } finally {
      synchronized (this) {
        shared.renewing = false;
      }
    }
  }
}
