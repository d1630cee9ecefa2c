package dev.files.replication;

import dev.files.metadata.RepairHints;
import dev.files.protocol.ChunkId;
import dev.files.protocol.http.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Hints on their way to the broker. Whoever gives one does not wait: at most one thread sends, and
 * what does not fit, or cannot be sent, is dropped, for the rows are found by the sweep.
 */
final class HintQueue implements RepairHints {
  /** Messages: enough when each chunk of a 10 GiB upload needs one. */
  static final int CAPACITY = 4096;

  /** Messages sent over one connection. */
  static final int BATCH = 256;

  /** A broker that failed is not tried again for so long: every try may cost a timeout. */
  static final Duration REST = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(HintQueue.class);

  /** A message, and what it is sent for: by the time that it is, the thread works for others. */
  record Hint(RepairMessage message, Trace trace) {}

  /** Sends messages. */
  @FunctionalInterface
  interface Outlet {
    /**
     * Sends all.
     *
     * @throws RuntimeException when the broker is out of reach
     */
    void send(List<Hint> hints);
  }

  private final Outlet outlet;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private final BlockingQueue<Hint> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicBoolean sending = new AtomicBoolean();
  private final AtomicLong restUntil;

  HintQueue(Outlet outlet, Executor executor, LongSupplier nanoTime) {
    this.outlet = outlet;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.restUntil = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public void hint(Collection<ChunkId> chunks) {
    if (restUntil.get() - nanoTime.getAsLong() > 0) {
      return;
    }
    Trace trace = Trace.current().orElseGet(Trace::begin);
    List<ChunkId> all = List.copyOf(chunks);
    boolean fits = true;
    for (int from = 0; from < all.size() && fits; from += RepairMessage.MOST_CHUNKS) {
      List<ChunkId> some =
          all.subList(from, Math.min(all.size(), from + RepairMessage.MOST_CHUNKS));
      fits = waiting.offer(new Hint(new RepairMessage(some), trace));
    }
    startSending();
  }

  private void startSending() {
    if (!waiting.isEmpty() && sending.compareAndSet(false, true)) {
      try {
        executor.execute(this::sendAll);
      } catch (RejectedExecutionException e) {
        sending.set(false);
        LOG.debug("no thread to send hints; the sweep will find the rows");
      }
    }
  }

  private void sendAll() {
    try {
      List<Hint> batch = new ArrayList<>(BATCH);
      while (waiting.drainTo(batch, BATCH) > 0) {
        outlet.send(List.copyOf(batch));
        batch.clear();
      }
    } catch (RuntimeException e) {
      restUntil.set(nanoTime.getAsLong() + REST.toNanos());
      waiting.clear();
      LOG.infof("the broker took no hints, the sweep will find the rows: %s", e);
    } finally {
      sending.set(false);
    }
    // One that came between the last look and the flag would wait for the next hint.
    startSending();
  }
}
